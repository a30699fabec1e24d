// Programs of one's own, and the pages of manuals, as git has them.
import ControlTestKit
import Glibc
import Testing

@testable import JacknetCommands

@Suite(.enabled(if: access(program, X_OK) == 0, "the program is built beside the tests"))
struct ExternalCommandTests {
    private let directory = TemporaryDirectory()

    /// Puts a script where PATH finds it first.
    private func script(_ name: String, _ text: String, mode: mode_t = 0o755) throws {
        let path = directory.path + "/" + name
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
        chmod(path, mode)
    }

    private func jacknet(_ line: String) throws -> (status: Int32, output: String, errors: String) {
        let result = try shell("PATH=\(directory.path):$PATH; $jacknet \(line)")
        return (result.status, result.output, result.errors)
    }

    @Test func aProgramIsACommand() throws {
        try script(
            "jacknet-meter",
            "#!/bin/sh\n[ \"$1\" = --fail ] && exit 42\necho \"$1,$2\"; \"$JACKNET\" --version\n")
        let result = try jacknet("meter 'a b' --help")
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("a b,--help\njacknet "))
        #expect(try jacknet("meter --fail").status == 42)
        #expect(try jacknet("help meter").output.hasPrefix("--help,\n"))
    }

    @Test func itStandsForNoneOfOurs() throws {
        try script("jacknet-ports", "#!/bin/sh\necho no\n")
        #expect(try jacknet("ports --help").output.contains("USAGE: jacknet ports"))
    }

    @Test func itIsSuggestedToo() throws {
        try script("jacknet-meter", "#!/bin/sh\n")
        let result = try jacknet("metre")
        #expect(result.status == 64)
        #expect(result.errors.contains("did you mean meter?"))
    }

    @Test func whatCannotBeRunIsNone() throws {
        try script("jacknet-plain", "#!/bin/sh\n", mode: 0o644)
        #expect(try jacknet("plain").status == 64)
        #expect(try jacknet("../meter").status == 64)
        try script("jacknet-broken", "#!/nonexistent\n")
        let result = try jacknet("broken")
        #expect(result.status == 71)
        #expect(result.errors.contains("jacknet-broken cannot be run"))
    }

    @Test(arguments: [
        ("send --help", "jacknet-send"), ("--help", "jacknet"), ("help", "jacknet"),
        ("help recv", "jacknet-recv"), ("key new --help", "jacknet-key"),
        ("help meter", "jacknet-meter"), ("send h --help --mtu 1", "jacknet-send"),
    ])
    func aPageIsAskedFor(line: String, title: String) throws {
        #expect(HelpPage(line.split(separator: " ").map(String.init))?.title == title)
    }

    @Test(arguments: [("help recv", "1"), ("--help", "1"), ("help services", nil)])
    func aPageIsInItsSection(line: String, section: String?) throws {
        let page = try #require(HelpPage(line.split(separator: " ").map(String.init)))
        #expect(page.section == section)
    }

    @Test(arguments: ["send -h", "send h", "meter --help", "send -- --help", ""])
    func noPageIs(line: String) {
        #expect(HelpPage(line.split(separator: " ").map(String.init)) == nil)
    }

    /// The script stands for man(1), and says that it has every page.
    @Test(.enabled(if: installed("script")))
    func onATerminalHelpIsThePage() throws {
        try script("man", "#!/bin/sh\n[ \"$1\" = -w ] && exit 0\necho page \"$@\"\n")
        let line = "script -qec \"$jacknet send --help\" /dev/null"
        let shown = try shell("PATH=\(directory.path):$PATH; \(line)")
        #expect(shown.output.contains("page 1 jacknet-send"))
        try script("man", "#!/bin/sh\nexit 16\n")
        let plain = try shell("PATH=\(directory.path):$PATH; \(line)")
        #expect(plain.output.contains("USAGE: jacknet send"))
        #expect(try jacknet("send --help").output.contains("USAGE: jacknet send"))
    }
}
