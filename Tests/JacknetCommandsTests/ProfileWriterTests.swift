// Profiles that are written: the rest of the file stays byte for byte.
import Engine
import Foundation
import Glibc
import Testing

@testable import JacknetCommands

@Suite struct ProfileWriterTests {
    private func replaced(
        _ old: String, _ settings: [ProfileText.Setting], profile: String = "p"
    ) throws -> String {
        let text = ProfileText(path: "FILE", profile: profile, settings: settings)
        return String(decoding: try text.replaced(in: Array(old.utf8)), as: UTF8.self)
    }

    private static let codec: [ProfileText.Setting] = [
        ("codec", .text("opus")), ("mtu", .integer(700)),
    ]

    @Test(arguments: [
        ("", "[profile.p]\ncodec = \"opus\"\nmtu = 700\n"),
        ("wait = true", "wait = true\n\n[profile.p]\ncodec = \"opus\"\nmtu = 700\n"),
        ("# c\r\n", "# c\r\n\r\n[profile.p]\r\ncodec = \"opus\"\r\nmtu = 700\r\n"),
        (
            "# one\n[profile.p] # two\nname = \"n\"\n# three\ncodec = 's16'   # four\n\n# five\n[send]\nmtu = 5\n",
            "# one\n[profile.p] # two\n# three\ncodec = \"opus\"  # four\nmtu = 700\n\n# five\n[send]\nmtu = 5\n"
        ),
        (
            "[profile.p]\n\n# of q\n[profile.q]\nmtu = 1",
            "[profile.p]\ncodec = \"opus\"\nmtu = 700\n\n# of q\n[profile.q]\nmtu = 1"
        ),
        (
            "[ profile . 'p' ]\nconnect = [ # [profile.p]\n  'a]', # x\n  \"\"\"\n[profile.x]\\\"\"\"\"\", ]\nmtu =700 # as it is",
            "[ profile . 'p' ]\nmtu =700 # as it is\ncodec = \"opus\"\n"
        ),
        (
            "[profile.a]\nname = '''\n[profile.p]\nmtu = 5\n'''\n[profile.p]\nmtu=5\n[profile.b]",
            "[profile.a]\nname = '''\n[profile.p]\nmtu = 5\n'''\n[profile.p]\nmtu = 700\ncodec = \"opus\"\n[profile.b]"
        ),
        ("\u{FEFF}[profile.p]\n", "\u{FEFF}[profile.p]\ncodec = \"opus\"\nmtu = 700\n"),
    ])
    func replacesTheProfileOnly(old: String, new: String) throws {
        #expect(try replaced(old, Self.codec) == new)
        // And once more: nothing changes.
        #expect(try replaced(new, Self.codec) == new)
    }

    @Test func namesThatAreNoBareKeysAreQuoted() throws {
        let name = "Bühne \"links\" \\ #1"
        let text = try replaced("", Self.codec, profile: name)
        #expect(text.hasPrefix("[profile.\"Bühne \\\"links\\\" \\\\ #1\"]\n"))
        #expect(try ConfigurationHome(text).send("h", "@" + name).mtuBytes == 700)
        #expect(try replaced(text, [], profile: name) == text.prefix { $0 != "\n" } + "\n")
    }

    @Test func everyKindOfValueIsWritten() throws {
        let settings: [ProfileText.Setting] = [
            ("connect", .list([.text("a\"\n\u{1b}"), .text("b")])), ("frame", .number(2.5)),
            ("wait", .flag(true)), ("duration", .number(10)),
        ]
        let text = try replaced("", settings)
        #expect(
            text
                == "[profile.p]\nconnect = [\"a\\\"\\U0000000a\\U0000001b\", \"b\"]\nframe = 2.5\n"
                + "wait = true\nduration = 10\n")
    }

    @Test(arguments: [
        ("[profile]\np = {mtu = 5}", "FILE:2: the profile 'p' has no header [profile.p]"),
        ("profile.p.mtu = 5", "FILE:1: the profile 'p' has no header [profile.p]"),
        ("x = 1", "FILE:1: no such key 'x'"),
        ("x", "FILE:1: not valid TOML: "),
    ])
    func whatItCannotReplaceItLeaves(old: String, message: String) throws {
        let failure = #expect(throws: LinkFailure.self) { _ = try replaced(old, Self.codec) }
        #expect(failure?.message.hasPrefix(message) == true, "\(failure?.message ?? "")")
    }

    @Test func aKeyThatIsNoneIsRefused() throws {
        #expect(throws: LinkFailure.self) { try replaced("", [("codex", .text("opus"))]) }
    }

    @Test func theFileAndItsDirectoriesAreMade() throws {
        let home = try ConfigurationHome()
        try ProfileWriter(home.environment).save("p", Self.codec)
        #expect(try home.send("h", "@p").codec == .opus)
        var information = stat()
        #expect(
            stat(URL(filePath: home.file).deletingLastPathComponent().path(), &information) == 0)
        #expect(information.st_mode & 0o777 == 0o700)
        #expect(stat(home.file, &information) == 0)
        #expect(information.st_mode & 0o777 == 0o600)
    }

    @Test func aLinkAndAModeStay() throws {
        let home = try ConfigurationHome("mtu = 600\n")
        let real = home.root.appending(path: "dotfile").path()
        try FileManager.default.moveItem(atPath: home.file, toPath: real)
        #expect(chmod(real, 0o640) == 0)
        try FileManager.default.createSymbolicLink(atPath: home.file, withDestinationPath: real)
        try ProfileWriter(home.environment).save("p", Self.codec)
        #expect(try home.text() == "mtu = 600\n\n[profile.p]\ncodec = \"opus\"\nmtu = 700\n")
        var information = stat()
        #expect(lstat(home.file, &information) == 0 && information.st_mode & S_IFMT == S_IFLNK)
        #expect(stat(real, &information) == 0 && information.st_mode & 0o777 == 0o640)
        let left = try FileManager.default.contentsOfDirectory(atPath: home.root.path())
        #expect(Set(left) == ["dotfile", "user"])
    }

    @Test(arguments: ["", "a\nb", "\u{202E}x"])
    func someNamesAreRefused(name: String) throws {
        let home = try ConfigurationHome()
        let failure = #expect(throws: LinkFailure.self) {
            try ProfileWriter(home.environment).save(name, Self.codec)
        }
        #expect(failure?.status == .usage)
        #expect(FileManager.default.fileExists(atPath: home.file) == false)
    }

    @Test func whatCannotBeWrittenIsSaid() throws {
        let home = try ConfigurationHome()
        try Data().write(to: home.root.appending(path: "user"))
        let failure = #expect(throws: LinkFailure.self) {
            try ProfileWriter(home.environment).save("p", Self.codec)
        }
        #expect(failure?.status == .cannotCreate)
        #expect(throws: LinkFailure.self) { try ProfileWriter(Environment { _ in nil }) }
    }
}
