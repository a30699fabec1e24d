// What files of configuration mean: places, precedence, merging, values, and what is wrong with them.
import ArgumentParser
import Engine
import Foundation
import Glibc
import Session
import Testing
import Units

@testable import JacknetCommands

@Suite struct ConfigurationTests {
    @Test func theCommandLineThenTheProfileThenTheTableThenTheTop() throws {
        let home = try ConfigurationHome(
            """
            name = "top"
            mtu = 600
            dscp = 1
            channels = 3
            [send]
            name = "table"
            mtu = 700
            dscp = 2
            [profile.p]
            name = "profile"
            mtu = 800
            """)
        let settings = try home.send("h", "@p", "--name", "line")
        #expect(settings.name == "line")
        #expect(settings.mtuBytes == 800)
        #expect(settings.dscp == 2)
        #expect(settings.channels == 3)
        #expect(try home.send("h").mtuBytes == 700)
        // What is above the tables is for recv too, as far as it has such a flag.
        #expect(try home.receive().name == "top")
    }

    @Test func theUsersFileWinsKeyByKey() throws {
        let home = try ConfigurationHome(
            "[profile.p]\nmtu = 700\n[profile.mine]",
            system: "dscp = 5\n[profile.p]\nmtu = 800\nchannels = 4\nhost = \"x\"\n[profile.theirs]"
        )
        let settings = try home.send("@p")
        #expect(settings.mtuBytes == 700)
        #expect(settings.channels == 4)
        #expect(settings.host == "x")
        #expect(settings.dscp == 5)
        #expect(try home.send("h", "@mine").host == "h")
        #expect(try home.send("h", "@theirs").host == "h")
    }

    @Test func thePlacesAreThoseOfXDG() {
        func places(_ variables: [String: String]) -> [String] {
            ConfigurationPlaces(Environment { variables[$0] }).all
        }
        #expect(
            places(["HOME": "/h"]) == [
                "/h/.config/jacknet/config.toml", "/etc/xdg/jacknet/config.toml",
            ])
        #expect(
            places(["HOME": "/h", "XDG_CONFIG_HOME": "/c/", "XDG_CONFIG_DIRS": "/a:b:/d"]) == [
                "/c/jacknet/config.toml", "/a/jacknet/config.toml", "/d/jacknet/config.toml",
            ])
        #expect(places(["XDG_CONFIG_HOME": "relative"]) == ["/etc/xdg/jacknet/config.toml"])
    }

    @Test func nothingIsRequired() throws {
        #expect(try ConfigurationHome().send("h") == SendSettings(host: "h"))
        #expect(try ConfigurationHome("").send("h") == SendSettings(host: "h"))
        #expect(try ConfigurationHome("\u{FEFF}# none\r\n").send("h") == SendSettings(host: "h"))
    }

    @Test func aHostOnTheLineReplacesTheProfiles() throws {
        let home = try ConfigurationHome("[profile.studio]\nhost = \"studio-b:5000\"")
        #expect(try home.send("@studio").host == "studio-b")
        #expect(try home.send("--wait", "@studio", "--mtu", "700").port == "5000")
        #expect(try home.send("@studio", "other").host == "other")
        #expect(try home.send("other", "@studio").port == Defaults.port)
        #expect(try home.send("@studio", "--", "other").host == "other")
        #expect(try home.send("@studio", "--").host == "studio-b")
        // A receiver calls it likewise, unless it is told to listen.
        let sender = HostPort(host: "studio-b", port: 5000)
        #expect(try home.receive("@studio") == ReceiveSettings(sender: sender))
        #expect(try home.receive("@studio", "--listen", "7").sender == nil)
    }

    @Test func whoCallsAndWhoIsCalledIsWhatCountsMore() throws {
        let home = try ConfigurationHome(
            """
            host = "h"
            listen = 7
            allow = "::1"
            [profile.both]
            host = "p"
            listen = 8
            [profile.waits]
            listen = 9
            """)
        // Above the tables, each is for the command that has it usually.
        #expect(try home.send().host == "h")
        #expect(try home.send().listening == nil)
        #expect(try home.receive().sender == nil)
        #expect(try home.receive().port == "7")
        #expect(try home.send("@both").host == "p")
        #expect(try home.receive("@both").port == "8")
        #expect(try home.send("@waits").listening?.port == "9")
        #expect(try home.send("@waits").host.isEmpty)
        #expect(try home.send("@waits", "x").listening == nil)
        #expect(try home.send("--listen").listening?.port == Defaults.port)
        #expect(try home.receive("x").sender == HostPort(host: "x", port: 54_345))
        #expect(try home.receive("x").allowed.isEmpty)
    }

    @Test func anAtSignThatIsAValueIsNoProfile() throws {
        let home = try ConfigurationHome("[profile.studio]\nmtu = 700")
        #expect(try home.send("h", "--name", "@studio").name == "@studio")
        #expect(try home.send("h", "--name", "@studio").mtuBytes == Defaults.mtuBytes)
        #expect(try home.send("h", "--wait", "@studio").mtuBytes == 700)
        #expect(
            try home.receive("--latency", "5", "@studio").latency == .fixed(Nanoseconds(5_000_000)))
    }

    @Test func listsAreReplacedWhole() throws {
        let home = try ConfigurationHome(
            "connect = [\"a\", \"b\"]\n[profile.p]\nconnect = \"c\"\n[profile.none]\nconnect = []")
        func connections(_ words: String...) throws -> [String] {
            try home.command(["send", "h"] + words, as: SendCommand.self)
                .settings(home.environment).connections.map(\.text)
        }
        #expect(try connections() == ["a", "b"])
        #expect(try connections("@p") == ["c"])
        #expect(try connections("@none") == [])
        #expect(try connections("@p", "--connect", "x", "--connect=y") == ["x", "y"])
    }

    @Test func falseTakesAFlagBack() throws {
        let home = try ConfigurationHome("wait = true\n[profile.p]\nwait = false")
        #expect(try home.send("h").waitsForJack)
        #expect(try home.send("h", "@p").waitsForJack == false)
        #expect(try home.send("h", "@p", "--wait").waitsForJack)
    }

    @Test func numbersAndTextsAreTheSameWords() throws {
        let home = try ConfigurationHome(
            """
            [send]
            codec = "opus"
            frame = 2.5
            channels = "4"
            bitrate = 96_000
            duration = 10
            [recv]
            latency = 0x14
            ceiling = -3.0
            """)
        let settings = try home.send("h")
        #expect(settings.opus.frame == .ms2point5)
        #expect(settings.opus.bitsPerSecond == 96_000)
        #expect(settings.channels == 4)
        #expect(settings.duration == Nanoseconds(10_000_000_000))
        #expect(try home.receive().latency == .fixed(Nanoseconds(20_000_000)))
        #expect(try home.receive().ceiling == Decibels(-3))
    }

    @Test func namesAreUTF8() throws {
        let home = try ConfigurationHome(
            "[profile.\"Bühne links\"]\r\nname = \"Bühne\" # ö\r\n[profile.\"調\"]\r\nname = '音'\r\n"
        )
        #expect(try home.send("h", "@Bühne links").name == "Bühne")
        #expect(try home.receive("@調").name == "音")
    }

    /// Everything that is said about a wrong file, and a wrong use of a right one.
    @Test(arguments: [
        ("[send]\ncodex = 'opus'", "send h", "FILE:2: no such key 'codex', did you mean 'codec'?"),
        (
            "[send]\nlatency = 5", "send h",
            "FILE:2: 'latency' is a key of recv, not one to be in [send]"
        ),
        ("\n\n[recv]\ncodec = 'x'", "recv", "FILE:4: 'codec' is a key of send"),
        (
            "exact_name = true", "send h",
            "FILE:1: no such key 'exact_name', did you mean 'exact-name'?"
        ),
        (
            "[profile.a]\n\nblah = 1", "send h",
            "FILE:3: no such key 'blah' in [profile.a]; allowed: the flags of send and recv"
        ),
        ("print-config = true", "send h", "FILE:1: no such key 'print-config'"),
        ("[sned]", "send h", "FILE:1: no such table [sned], did you mean [send]?"),
        ("[ports]\njson = true", "recv", "FILE:1: no such table [ports]"),
        ("[codec]", "send h", "FILE:1: 'codec' is a key, not a table"),
        ("send = 1", "send h", "FILE:1: 'send' is a table: [send]"),
        ("[[send]]", "send h", "FILE:1: 'send' is a table: [send]"),
        ("profile = 'a'", "send h", "FILE:1: 'profile' is a table: [profile.NAME]"),
        ("[profile]\na = 1", "send h", "FILE:2: 'a' is to be a table: [profile.a]"),
        ("[profile.a.codec]", "send h", "FILE:1: 'codec' is a key, not a table"),
        ("[profile.a.b]", "send h", "FILE:1: no such key 'b' in [profile.a]"),
        ("[profile.\"\"]", "send h", "FILE:1: a profile without a name"),
        (
            "\ncodec = 'opsu'", "send h",
            "FILE:2: The value 'opsu' is invalid for '--codec <codec>': no such choice, did you mean opus?"
        ),
        (
            "\nmtu = 1", "send h",
            "FILE:2: The value '1' is invalid for '--mtu <bytes>': too small; allowed: 576 to 65535"
        ),
        ("codec = []", "send h", "FILE:1: 'codec' is a list; allowed: a text or a number"),
        ("codec = true", "send h", "FILE:1: 'codec' is true; allowed: a text or a number"),
        ("wait = 'yes'", "send h", "FILE:1: 'wait' is a text; allowed: true or false"),
        (
            "connect = [[1]]", "send h",
            "FILE:1: a list in the list of 'connect'; allowed: texts, numbers"
        ),
        ("connect = {a = 1}", "send h", "FILE:1: 'connect' is a key, not a table"),
        ("duration = 1979-05-27", "send h", "FILE:1: 'duration' is a date or a time"),
        (
            "[profile.a]\nhost = 'h:0'", "send @a",
            "FILE:2: The value 'h:0' is invalid for '<host[:port]>'"
        ),
        ("[profile.a]\nhost = '--x'", "send @a --wiat", "Unknown option '--wiat'"),
        ("[profile.a]\nhost = 5.0", "recv --mtu=5", "Unknown option '--mtu'"),
        ("host = []", "send", "FILE:1: 'host' is a list; allowed: a text"),
        (
            "bitrate = 64000", "send h",
            "FILE:1: --bitrate 64000: --codec is f32; allowed: --codec opus"
        ),
        (
            "codec = 's16'", "send h --bitrate 64k",
            "--bitrate 64000: --codec is s16; allowed: --codec opus (--codec: FILE:1)"
        ),
        (
            "[recv]\nto = 'x.wav'", "recv --connect x",
            "--connect x: no JACK ports with --to FILE (--to: FILE:2) (see"
        ),
        (
            "[profile.studio]\n[profile.stage]", "send @studo",
            "@studo: no such profile, did you mean @studio?; allowed: @stage, @studio"
        ),
        ("", "send @x", "@x: no such profile; write [profile.x] in FILE"),
        ("[profile.a]", "send @ h", "'@' names no profile"),
        ("[profile.a]\n[profile.b]", "send @a @b h", "'@a' and '@b': allowed: one profile"),
        ("[profile.a]", "send @a", "Missing expected argument '<host[:port]>'"),
        ("a = 1\na = 2", "send h", "FILE:2: not valid TOML: while parsing key-value pair"),
        ("a =", "send h", "FILE:1: not valid TOML: "),
    ])
    func whatIsWrongIsSaidWithItsLine(file: String, line: String, message: String) throws {
        let home = try ConfigurationHome(file)
        let words = line.split(separator: " ").map(String.init)
        let ending = try #require(home.ending(words))
        #expect(ending.status == .usage)
        #expect(
            ending.message.hasPrefix("jacknet \(words[0]): \(message)"), "\(ending.message)")
    }

    @Test func theFileAtFaultIsNamed() throws {
        let home = try ConfigurationHome("[profile.a]\ncodec = 'opus'", system: "\nmtu = 5")
        #expect(home.ending(["send", "h"])?.message.contains("SYSTEM:2: The value '5'") == true)
        #expect(home.ending(["send", "h", "--mtu", "700"]) == nil)
    }

    @Test func whatDoesNotGoWithWhatCountsMoreIsLeftOut() throws {
        let home = try ConfigurationHome(
            """
            codec = "opus"
            bitrate = "64k"
            connect = ["system"]
            [profile.pcm]
            codec = "s24"
            [profile.tone]
            from = "tone:440"
            rate = 44100
            """)
        #expect(try home.send("h").opus.bitsPerSecond == 64_000)
        #expect(try home.send("h", "@pcm").codec == .s24)
        #expect(try home.send("h", "--codec", "f32").opus == OpusSettings())
        #expect(try home.send("h", "@tone").connections.isEmpty)
        #expect(try home.send("h", "@tone", "--from", "x.wav").rate == nil)
        // What counts more is not: it is a mistake.
        #expect(home.ending(["send", "h", "@tone", "--connect", "x"])?.status == .usage)
        #expect(home.ending(["send", "h", "@pcm", "--bitrate", "64k"])?.status == .usage)
    }

    @Test func valuesCountWhereTheyAreUsed() throws {
        let home = try ConfigurationHome(
            "[profile.a]\nmtu = 'wrong'\n[recv]\nto = 5.5\n[profile.b]")
        #expect(home.ending(["send", "h", "@b"]) == nil)
        #expect(home.ending(["send", "h", "@a", "--mtu", "600"]) == nil)
        #expect(home.ending(["send", "h", "@a"]) != nil)
    }

    @Test func helpIsForThoseToo() throws {
        let home = try ConfigurationHome("wrong")
        #expect(home.ending(["send", "--help"]) == nil)
        #expect(home.ending(["recv", "@x", "-h"]) == nil)
        #expect(home.ending(["send", "--version"])?.status == .done)
        #expect(home.ending(["help", "send"]) == nil)
        #expect(home.ending(["ports"]) == nil)
        #expect(home.ending(["send", "h"])?.status == .usage)
    }

    @Test func whatIsNoFileCannotBeRead() throws {
        let home = try ConfigurationHome()
        try FileManager.default.createDirectory(
            atPath: home.file, withIntermediateDirectories: true)
        let ending = try #require(home.ending(["recv"]))
        #expect(ending.status == .noInput)
        #expect(ending.message == "jacknet recv: FILE: cannot be read: it is a directory")

        try FileManager.default.removeItem(atPath: home.file)
        #expect(mkfifo(home.file, 0o600) == 0)
        #expect(home.ending(["recv"])?.message.contains("it is no file") == true)
    }

    @Test(.enabled(if: getuid() != 0, "root reads everything"))
    func whatIsNotPermittedCannotBeRead() throws {
        let home = try ConfigurationHome("mtu = 700")
        #expect(chmod(home.file, 0) == 0)
        #expect(home.ending(["recv"])?.status == .noInput)
    }

    @Test func aMebibyteIsTheMost() throws {
        let line = "# " + String(repeating: "x", count: 1021) + "\n"
        let home = try ConfigurationHome(String(repeating: line, count: 1024))
        #expect(home.ending(["recv"]) == nil)
        try home.write(Array(String(repeating: line, count: 1025).utf8))
        #expect(home.ending(["recv"])?.message.contains("longer than 1 MiB") == true)
        #expect(home.ending(["recv"])?.status == .noInput)
    }

    @Test func theSameLineIsEvaluatedAnew() throws {
        let home = try ConfigurationHome("[profile.a]\nhost = 'x'\nmtu = 700")
        let command = try home.command(["send", "@a", "--wait"], as: SendCommand.self)
        #expect(try command.reload(home.environment).mtuBytes == 700)
        try home.write(Array("[profile.a]\nhost = 'x'\nmtu = 800\nname = 'n'".utf8))
        let settings = try command.reload(home.environment)
        #expect(settings.mtuBytes == 800)
        #expect(settings.name == "n")
        #expect(settings.waitsForJack)
        try home.write(Array("[profile.b]".utf8))
        #expect(throws: Ending.self) { try command.reload(home.environment) }
    }

    /// A new flag is a key without more ado, and a default is told in help as the parser takes it.
    @Test(arguments: CommandKeys.all.map(\.command))
    func theKeysAreTheFlags(command: String) throws {
        let keys = try #require(CommandKeys(command: command))
        let help = JacknetCommand.helpMessage(
            for: command == "send" ? SendCommand.self : ReceiveCommand.self)
        let flags = Set(help.matches(of: /\n  (?:-h, )?--([a-z-]+)/).map { String($0.1) })
        #expect(flags.count > 15)
        #expect(
            Set(keys.keys.map(\.name)).subtracting(["host"])
                == flags.subtracting(["help", "version", "print-config"]))
        #expect(keys["connect"]?.shape == .list)
        #expect(keys["wait"]?.shape == .flag)
        #expect(keys["name"]?.shape == .value)
        #expect(keys["duration"]?.takesDashes == true)
        #expect(keys["name"]?.defaultText == "jacknet-send, jacknet-recv")
    }
}
