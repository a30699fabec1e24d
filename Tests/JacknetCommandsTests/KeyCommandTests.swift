// `jacknet key`, the built program: tokens by pipes and terminals, exit statuses, and secrets that stay where they belong.
import ControlTestKit
import Foundation
import Glibc
import KeyIO
import Session
import Testing
import Text

@testable import JacknetCommands

@Suite(.enabled(if: access(program, X_OK) == 0, "the program is built beside the tests"))
struct KeyCommandTests {
    private let directory = TemporaryDirectory()

    /// `$b` is jacknet where the receiver is, `$a` where the sender is.
    private func run(_ line: String) throws -> (status: Int32, output: String, errors: String) {
        let place = "XDG_STATE_HOME='\(directory.path)"
        return try shell(
            """
            cd '\(directory.path)'
            a() { \(place)/a' "$jacknet" "$@"; }
            b() { \(place)/b' "$jacknet" "$@"; }
            \(line)
            """)
    }

    @Test func aTokenIsPastedOnce() throws {
        let made = try run("b key new studio-a")
        #expect(made.status == 0)
        let token = try KeyToken(parsing: made.output.utf8)
        #expect(made.output == token.text + "\n")
        #expect(made.errors.contains("at studio-a, run jacknet key add "))
        #expect(made.errors.filter { $0 == "\n" }.count == 1)
        #expect(try run("b key show studio-a").output == made.output)
        let added = try run("b key show studio-a | a key add studio-b")
        #expect(added.status == 0 && added.output.isEmpty)
        #expect(added.errors == "studio-b is known now: jacknet send finds the key by itself\n")
        let known = KeyStore(directory: directory.path + "/a/jacknet/keys")
        #expect(known.known(for: token.receiver) == token.key(named: "studio-b"))
        #expect(try run("b key new studio-a").status == 73)
    }

    @Test func aListShowsNoSecret() throws {
        let made = try run("b key new studio-a; b key new 'Bühne 1'; b key rotate studio-a")
        let list = try run("TZ=UTC b key list")
        #expect(list.status == 0 && list.errors.isEmpty)
        let lines = list.output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].hasPrefix("NAME      SIDE    KEY       CREATED           LAST USED"))
        #expect(lines[2].contains(/^Bühne 1   sender  [0-9a-f]{8}  20..-..-.. ..:..  never$/))
        #expect(
            lines[3].contains(/^studio-a  sender .* never; until then [0-9a-f]{8} is accepted$/))
        let json = try run("b key list --json")
        #expect(json.output.split(separator: "\n").count == 3)
        for line in json.output.split(separator: "\n") {
            let key = try #require(JSONValue(parsing: String(line)))
            #expect(key["id"]?.text?.count == 32)
            #expect(key["lastUsed"] == .null)
        }
        for token in made.output.split(separator: "\n") {
            let secret = token.suffix(46)
            #expect(!list.output.contains(secret) && !json.output.contains(secret))
        }
        let none = try run("a key list")
        #expect(none.status == 0 && none.output.isEmpty)
    }

    @Test func aTokenIsNoArgument() throws {
        let token = KeyToken(receiver: .random()).text
        for line in [
            "a key add studio-b \(token)", "a key add \(token)", "b key new \(token)",
            "a key \(token)",
            "b key remove \(token)", "a send h --key-file \(token)", "a send h --key-file=\(token)",
        ] {
            let result = try run(line)
            #expect(result.status == 64, "\(line)")
            #expect(
                result.errors.contains("(ps)") && !result.errors.contains(token), "\(result.errors)"
            )
            #expect(result.errors.filter { $0 == "\n" }.count == 1)
        }
        #expect(directory.mode("a") == nil && directory.mode("b") == nil)
    }

    private static let refusals: [(line: String, status: Int32, words: String)] = [
        ("b key nwe x", 64, "'nwe' is no command, did you mean new?"),
        ("b key new", 64, "no name"),
        ("b key new a b", 64, "2 names"),
        ("b key new a/b", 64, "'a/b' contains /"),
        ("b key new .a", 64, "starts with a dot"),
        ("b key new \"$(printf 'a\\033[1m')\"", 64, "\\u{1b}[1m' contains control characters"),
        ("b key show x", 66, "no sender named 'x' has a key here"),
        (
            "b key new studio-a; b key show studio-b", 66,
            "did you mean 'studio-a'?; allowed: studio-a"
        ),
        ("b key remove x", 66, "nobody named 'x'"),
        ("b key remove --sender --receiver x", 64, "exclude each other"),
        ("b key rotate x", 66, "no sender named 'x'"),
        ("b key rotate --local x", 64, "--local goes alone"),
        ("a key add x </dev/null", 65, "standard input: holds no token"),
        ("echo hello | a key add x", 65, "standard input: line 1 is no token"),
        ("b key new x | cut -c-90 | a key add x", 65, "cut or mistyped"),
        ("echo jacknet2-x | a key add x", 65, "later version"),
        ("yes '#' 2>/dev/null | a key add x", 65, "is longer than the 65536 bytes"),
        ("(b key new x; b key new y) | a key add x", 65, "holds 2 tokens"),
        ("a key add x </", 74, "standard input: cannot be read (Is a directory)"),
        ("b key new x >/dev/full", 74, "standard output: No space left"),
        (
            "b key new x; b key show x | b key add x; b key remove x", 64,
            "allowed: --sender, --receiver"
        ),
        ("b key new x; chmod 644 b/jacknet/keys/senders/x.key; b key show x", 77, "chmod 600"),
        ("b key new x; chmod 644 b/jacknet/keys/senders/x.key; b key list", 77, "chmod 600"),
        ("b key new x; chmod 644 b/jacknet/keys/local.key; b key new y", 77, "chmod 600"),
        ("mkdir b; ln -s nowhere b/jacknet; b key new x", 73, "keys: cannot be written"),
        ("echo >b; b key new x", 73, "b/jacknet: cannot be written (Not a directory)"),
        ("HOME= XDG_STATE_HOME= $jacknet key new x", 73, "no place for keys"),
        ("HOME= XDG_STATE_HOME=a $jacknet key list", 73, "no place for keys"),
    ]

    @Test(arguments: refusals)
    func whatIsRefusedIsToldInALine(line: String, status: Int32, words: String) throws {
        let result = try run(line)
        #expect(result.status == status, "\(result.errors)")
        let last = result.errors.split(separator: "\n").last ?? ""
        #expect(last.contains(words), "\(result.errors)")
        #expect(last.hasPrefix("jacknet key"), "\(result.errors)")
    }

    /// What was not printed is not lost.
    @Test func aTokenIsShownAgain() throws {
        #expect(try run("b key new x >/dev/full; b key show x").status == 0)
    }

    /// Typed on a terminal, it is not shown, and the terminal shows what is typed afterwards.
    @Test(.enabled(if: installed("expect")), arguments: ["\\r", "\\003"])
    func aTerminalDoesNotShowIt(end: String) throws {
        let token = try run("b key new x").output.dropLast()
        let script = """
            set timeout 10
            spawn -noecho sh
            send "PS1=; XDG_STATE_HOME=\(directory.path)/a $env(jacknet) key add y; echo status=$?; stty -a\\r"
            expect "token of y, which is not shown: " {} timeout {exit 3}
            send "\(token)\(end)"
            expect -re {status=[0-9]} {} timeout {exit 4}
            expect -re { echo echoe} {} timeout {exit 5}
            """
        try Data(script.utf8).write(to: URL(filePath: directory.path + "/script"))
        let result = try run("expect -f script")
        #expect(result.status == 0, "\(result.output)")
        #expect(!result.output.contains(token.suffix(40)))
        let isAdded = try run("a key list").output.contains("receiver")
        #expect(result.output.contains(end == "\\r" ? "y is known now" : "status=130"))
        #expect(isAdded == (end == "\\r"))
    }
}
