// The repl's words: commands, completion, prompt, graphs; its scripts and, by expect, its terminal.
import ControlIO
import Engine
import Glibc
import Testing
import Text

@testable import JacknetCommands

@Suite struct ReplTests {
    private let runtime = TemporaryRuntime()

    /// A session with a fake link, and what it has said.
    private func withSession(
        isJSON: Bool = false, columns: Int = 80, cutsLines: Bool = true,
        _ body: (ReplSession, () -> String) throws -> Void
    ) throws {
        let link = FakeLink("jacknet-recv", runtime: runtime.path)
        defer { link.end() }
        var said = ""
        let running = RunningLink(name: link.name, path: link.path)
        let session = ReplSession(
            running, isJSON: isJSON, isTold: false,
            terminal: Terminal(isInteractive: false, hasColour: false, isUnicode: true),
            width: { columns }, cutsLines: cutsLines,
            saveProfile: { profile, settings throws(ReplError) in
                if profile == "x" { throw .failed("the disk is full") }
                return profile + settings.map { " \($0.key)=\($0.value)" }.joined()
            },
            say: { said += $0 })
        try session.connect(to: running)
        try body(session) {
            defer { said = "" }
            return said
        }
    }

    @Test(arguments: [
        ("get codec", "f32\n"), ("get codec gain", "codec f32\ngain 0\n"),
        ("set codec opus", "codec opus\n"), ("set latency 30", "latency 30 ms\n"),
        ("set codec=opus latency=30", "latency 30 ms\ncodec opus\n"),
        ("set connect 'a b' c", "connect a b c\n"), ("set connect ''", "connect -\n"),
        ("set connect null", "connect -\n"), ("set bitrate null", "bitrate -\n"),
        ("mute", "mute true\n"), ("mute off", "mute false\n"), ("gain -3", "gain -3 dB\n"),
        ("connect out_1 system:playback_1", ""), ("disconnect out_1", ""), ("  ", ""), ("# x", ""),
        ("ev off", ""), ("q", ""), ("save y", "y connect=[\"system:playback_1\"]\n"),
    ])
    func commandsAnswer(line: String, answer: String) throws {
        try withSession { session, said in
            try session.run(line)
            #expect(said() == answer)
        }
    }

    @Test(arguments: [
        ("frob", "'frob' is no command"), ("hlep", "did you mean help?"),
        ("st", "may be stats, stop"), ("set", "usage: set NAME VALUE"),
        ("set codec opus x", "usage: set"), ("mute maybe", "usage: mute [on|off]"),
        ("get 'codec", "quotation mark"), ("help set kodec", "did you mean codec?"),
        ("set codec=opus latency", "usage: set"), ("quit now", "usage: quit"),
    ])
    func wrongUsageIsTold(line: String, words: String) throws {
        try withSession { session, _ in
            let error = #expect(throws: ReplError.self) { try session.run(line) }
            #expect(error?.status == .usage)
            #expect(error?.message.contains(words) ?? false, "\(error?.message ?? "")")
        }
    }

    @Test(arguments: [
        ("set nonsense 1", "no setting 'nonsense'"), ("set once true", "only be given at start"),
        ("watch", "needs a terminal"), ("save x", "the disk is full"),
    ])
    func refusalsAreTold(line: String, words: String) throws {
        try withSession { session, _ in
            let error = #expect(throws: ReplError.self) { try session.run(line) }
            #expect(error?.status == .commandFailed)
            #expect(error?.message.contains(words) ?? false, "\(error?.message ?? "")")
        }
    }

    @Test(arguments: [
        ("", "se", ["set"]), ("", "st", ["stats", "stop"]), ("set", "la", ["latency"]),
        ("set codec", "", ["f32", "s24", "s16", "opus"]), ("set", "codec=o", ["codec=opus"]),
        ("set codec=opus", "l", ["latency="]), ("set", "on", []), ("get", "on", ["once"]),
        ("set mute", "t", ["true"]), ("set latency", "", ["20"]), ("help set", "g", ["gain"]),
        ("help", "la", ["latency"]), ("help", "g", ["get", "gain"]),
        ("connect", "", ["out_1"]), ("connect out_1", "", ["system:playback_1", "A B:in 1"]),
        ("disconnect out_1", "sys", ["system:playback_1"]), ("mute", "o", ["on", "off"]),
        ("set connect", "A", ["A B:in 1"]), ("nonsense", "", []),
    ])
    func wordsAreCompleted(before: String, start: String, offers: [String]) throws {
        try withSession { session, _ in
            let words = before.split(separator: " ").map(String.init)
            #expect(session.completions(after: words, start) == offers)
        }
    }

    @Test func answersAreJSONWhereAskedFor() throws {
        try withSession(isJSON: true) { session, said in
            for line in ["get codec", "show", "ports", "stats", "set gain 3", "help", "help get"] {
                try session.run(line)
                let answer = said()
                #expect(JSONValue(parsing: answer)?.members != nil, "\(answer)")
                #expect(answer.filter { $0 == "\n" }.count == 1)
            }
        }
    }

    @Test func everyCommandHasItsHelp() throws {
        try withSession { session, said in
            try session.run("help")
            let list = said()
            for verb in ReplVerb.allCases {
                #expect(list.contains("\n\(verb.rawValue) ") || list.hasPrefix(verb.rawValue))
                try session.run("help \(verb.rawValue)")
                #expect(said().hasPrefix(verb.usage + ": "))
            }
            #expect(list.split(separator: "\n").allSatisfy { $0.count <= 40 })
            try session.run("help set latency")
            let latency = said()
            #expect(latency.contains("takes    0 to 10000 ms"))
            try session.run("help latency")
            #expect(said() == latency)
            try session.run("help gain")
            #expect(said().hasPrefix("gain DB: "))
        }
    }

    @Test func linesAreCutToATerminalOnly() throws {
        for cuts in [true, false] {
            try withSession(columns: 24, cutsLines: cuts) { session, said in
                try session.run("ports")
                #expect(said().contains("-> system:playback_1\n") == !cuts)
                try session.run("help")
                #expect(said().contains("meters and graphs until a key") == !cuts)
            }
        }
    }

    @Test(arguments: [
        ("a: no such setting; link.describe lists them", "a: no such setting; `show` lists them"),
        ("no such port; ports.list lists them", "no such port; `ports` lists them"),
        ("no such port; did you mean out_1?", "no such port; did you mean out_1?"),
    ])
    func remediesNameCommands(told: String, shown: String) {
        #expect(ReplError(.refused(code: -32602, message: told, data: nil)).message == shown)
    }

    @Test(arguments: [
        ("/s", "/h", "/s/jacknet"), ("s", "/h", "/h/.local/state/jacknet"),
        (nil, "/h", "/h/.local/state/jacknet"), (nil, nil, nil), ("s", "h", nil),
    ])
    func theHistoryHasItsPlace(state: String?, home: String?, directory: String?) {
        let environment = Environment { ["XDG_STATE_HOME": state, "HOME": home][$0] ?? nil }
        #expect(environment.stateDirectory == directory)
    }

    @Test(
        arguments: [
            ("jacknet-recv", "connected", 20.13, 80, "jacknet-recv (connected 20.1 ms)> "),
            ("jacknet-recv", "connected", 20.13, 40, "jacknet-recv (connected 20.1 ms)> "),
            ("jacknet-recv", "waiting", nil, 80, "jacknet-recv (waiting)> "),
            (
                "a-very-long-name-of-a-link-for-a-prompt", "connected", 20.13, 80,
                "a-very-long-name-… (connected 20.1 ms)> "
            ),
            ("büro", nil, nil, 80, "büro (ended)> "),
        ] as [(String, String?, Double?, Int, String)])
    func thePromptFits(
        link: String, state: String?, latency: Double?, width: Int, text: String
    ) {
        let prompt = ReplPrompt(link: link, state: state, latency: latency)
        #expect(prompt.text(width: width, ellipsis: "…") == text)
    }

    @Test func graphsShowWhatIsKnown() {
        var graph = Graph(leastSpan: 1, startsAtZero: false)
        for value in [20.0, 21, nil, 27] { graph.append(value) }
        #expect(graph.text(width: 10, isUnicode: true) == "▁▂ █")
        #expect(graph.text(width: 2, isUnicode: false) == " _")
        #expect(graph.text(width: 0, isUnicode: true).isEmpty)
    }

    @Test(arguments: [(20, 3), (40, 8), (80, 24)])
    func watchFitsTheTerminal(columns: Int, rows: Int) {
        var view = WatchView()
        let status = FakeLinkSettings.status(name: "jacknet-recv", reports: 9)
        for _ in 0..<300 { view.take(status) }
        let terminal = Terminal(isInteractive: true, hasColour: true, isUnicode: true)
        let lines = view.lines(status, columns: columns, rows: rows, terminal: terminal)
        #expect(lines.allSatisfy { $0.columns <= columns })
        view.isSilent = true
        let silent = view.lines(status, columns: columns, rows: rows, terminal: terminal)
        #expect(silent[0] == "jacknet-recv  does not answer".cut(to: columns, ellipsis: "…"))
    }
}

@Suite(.enabled(if: access(program, X_OK) == 0, "the program is built beside the tests"))
struct ReplProgramTests {
    private let runtime = TemporaryRuntime()

    private func run(_ line: String) throws -> (status: Int32, output: String, errors: String) {
        try shell(
            "export XDG_RUNTIME_DIR='\(runtime.path)' XDG_STATE_HOME='\(runtime.path)'; \(line)")
    }

    @Test func scriptsStopAtTheFirstError() throws {
        let link = FakeLink("jacknet-recv", runtime: runtime.path)
        defer { link.end() }
        let good = try run("$jacknet repl -c 'set codec opus' -c 'get codec'")
        #expect(good.status == 0 && good.output == "codec opus\nopus\n" && good.errors.isEmpty)
        let refused = try run("$jacknet repl -c 'set once true' -c 'get codec'")
        #expect(refused.status == 1 && refused.output.isEmpty)
        #expect(refused.errors == "jacknet repl: once can only be given at start\n")
        let wrong = try run("printf 'get gain\\nfrob\\nget gain\\n' | $jacknet repl --json")
        #expect(wrong.status == 64 && wrong.output == "{\"gain\":0}\n")
        let last = try run("printf '# nothing\\n\\nget mute' | $jacknet repl jacknet-recv")
        #expect(last.status == 0 && last.output == "false\n")
        #expect(try run("printf 'quit\\nfrob\\n' | $jacknet repl").status == 0)
        #expect(try run("$jacknet repl -c stats | head -n 1").status == 0)
        #expect(try run("$jacknet repl -c 'stop' -c 'get codec'").status == 69)
    }

    @Test func theLinkIsChosen() throws {
        #expect(try run("$jacknet repl -c show").status == 69)
        let links = ["a", "b"].map { FakeLink($0, runtime: runtime.path) }
        let several = try run("$jacknet repl -c show")
        #expect(several.status == 64 && several.errors.contains("one of a, b"))
        #expect(try run("$jacknet repl b -c 'get codec'").output == "f32\n")
        #expect(try run("$jacknet repl c -c show").errors.contains("no link c is running"))
        for link in links { link.end() }
    }

    /// repl.exp types as a person does.
    @Test(.enabled(if: installed("expect") && installed("socat")), .timeLimit(.minutes(2)))
    func aPersonTypes() throws {
        let links = ["büro", "zwei"].map { FakeLink($0, runtime: runtime.path) }
        let result = try run(
            "LC_ALL=C.UTF-8 expect -f Tests/terminal/repl.exp \"$jacknet\"")
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        for link in links { link.end() }
    }
}
