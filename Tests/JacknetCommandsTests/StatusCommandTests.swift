// What links tell, for people, for scripts and for Prometheus; the built program against fake links.
import Engine
import Glibc
import Testing
import Text

@testable import JacknetCommands

@Suite struct StatusCommandTests {
    private let status = FakeLinkSettings.status(name: "jacknet-recv", reports: 9)
    private let terminal = Terminal(isInteractive: false, hasColour: false, isUnicode: true)

    private func text(_ status: JSONValue, width: Int) -> String {
        StatusCommand.text(for: [status], terminal: terminal, width: width)
    }

    @Test func bothEndsStandBesideEachOther() {
        let text = text(status, width: 80)
        #expect(text.hasPrefix("jacknet-recv  connected to stüdio \"a\"\\\n"))
        #expect(text.contains("\nlatency    20.1±0.3 ms"))
        #expect(text.contains("\nuptime     3 h 25 min                         -\n"))
        #expect(text.contains("\nlost       3                                  3\n"))
        #expect(text.contains("\nround trip -                                  -\n"))
        #expect(text.contains("\nlevels     ▇· -12.3 dB"))
    }

    @Test(arguments: [20, 40, 80, 200])
    func linesFitTheTerminal(width: Int) {
        for line in text(status, width: width).split(separator: "\n") {
            #expect(String(line).columns <= width)
        }
    }

    @Test func aLinkThatWaitsSaysForWhat() {
        let waiting = JSONValue.object([
            ("name", .text("a")), ("state", .text("waiting")), ("reason", .text("no \u{1b}JACK")),
        ])
        #expect(text(waiting, width: 80).hasPrefix("a  waiting: no \\u{1b}JACK\n"))
        #expect(text(waiting, width: 80).contains("\nlatency    -"))
        #expect(text(waiting, width: 20).hasPrefix("a  waiting: no \\u{1…\n"))
        let whole = StatusCommand.text(
            for: [waiting], terminal: terminal, width: 20, cutsHeadline: false)
        #expect(whole.hasPrefix("a  waiting: no \\u{1b}JACK\n"))
    }

    @Test(arguments: [
        ("codec", "f32"), ("latencyActualMs", "20.1"), ("reason", "-"), ("remote.packetsLost", "3"),
        ("remote.uptimeSeconds", "-"), ("peaksDbfs", "[-12.3,null]"),
        ("peer", "stüdio \"a\"\\"),
    ])
    func fieldsAreBare(name: String, value: String) throws {
        #expect(
            try parsed("status", "--field", name, as: StatusCommand.self)
                .text(for: [status]) == value + "\n")
    }

    @Test(arguments: [("remot.packetsLost", "remote.packetsLost"), ("codek", "codec")])
    func aWrongFieldNamesTheNearest(name: String, nearest: String) throws {
        let command = try parsed("status", "--field", name, as: StatusCommand.self)
        #expect { try command.text(for: [status]) } throws: {
            "\(Ending($0, in: "x"))".contains("did you mean \(nearest)?")
        }
    }

    @Test(arguments: ["--json --watch", "--json --prometheus", "--field codec --json", "--watch"])
    func theFormsExcludeEachOther(line: String) {
        #expect(ending(["status"] + line.split(separator: " ").map(String.init))?.status == .usage)
    }

    // MARK: - Prometheus

    @Test(.enabled(if: installed("promtool")))
    func promtoolHasNothingToSay() throws {
        let text = Prometheus([status], silent: ["hung"]).text
        let path = "/tmp/jacknet-metrics-\(getpid())"
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
        defer { unlink(path) }
        let result = try shell("promtool check metrics < \(path)")
        #expect(result.status == 0, "\(result.errors)\(result.output)")
        #expect(result.errors.isEmpty && result.output.isEmpty, "\(result.errors)\(result.output)")
    }

    @Test func metricsAreInBaseUnits() {
        let text = Prometheus([status], silent: ["hung"]).text
        let labels = #"link="jacknet-recv",role="recv",peer="stüdio \"a\"\\""#
        #expect(text.contains("jacknet_up{\(labels)} 1\n"))
        #expect(text.contains("jacknet_up{link=\"hung\",role=\"\",peer=\"\"} 0\n"))
        let latency = "jacknet_latency_actual_seconds{\(labels),end=\"this\"} 0.0201"
        #expect(text.contains(latency))
        // Not 0.015231999999999999.
        #expect(Prometheus.inBaseUnits(15.232, 1e3).shortest == "0.015232")
        #expect(Prometheus.inBaseUnits(12_345_678_901_234, 1) == 12_345_678_901_234)
        #expect(text.contains("latency_uncertainty_seconds{\(labels),end=\"this\"} 0.0003\n"))
        #expect(text.contains("jacknet_packets_lost_total{\(labels),end=\"other\"} 3\n"))
        #expect(text.contains("jacknet_peak_dbfs{\(labels),end=\"this\",channel=\"2\"} -Inf\n"))
        #expect(
            text.split(separator: "\n").filter { $0.contains("TYPE jacknet_jitter") }.count == 1)
        #expect(Prometheus([], silent: []).text.isEmpty)
    }

    @Test func labelsAreEscaped() {
        #expect(Prometheus.escaped("a\"b\\c\nd") == #"a\"b\\c\nd"#)
        #expect(Prometheus.escaped("\u{1b}[2Jx\u{202e}") == #"\\u{1b}[2Jx\\u{202e}"#)
    }
}

@Suite(.enabled(if: access(program, X_OK) == 0, "the program is built beside the tests"))
struct StatusProgramTests {
    private let runtime = TemporaryRuntime()

    private func status(
        _ line: String
    ) throws -> (status: Int32, output: String, errors: String) {
        try shell("XDG_RUNTIME_DIR='\(runtime.path)' $jacknet \(line)")
    }

    @Test func withoutALinkTheRemedyIsNamed() throws {
        let result = try status("status")
        #expect(result.status == 69)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("no link is running: start one with jacknet send"))
        let metrics = try status("status --prometheus")
        #expect(metrics.status == 0 && metrics.output.isEmpty && metrics.errors.isEmpty)
        #expect(try status("").output.contains("No link is running"))
    }

    @Test func aLinkThatHangsHoldsNobodyUp() throws {
        let links = [
            FakeLink("a", runtime: runtime.path),
            FakeLink("b", runtime: runtime.path, manner: .hanging),
            FakeLink("ç", runtime: runtime.path),
            FakeLink("d", runtime: runtime.path, manner: .garbling),
        ]
        let begin = seconds()
        let result = try status("status --json")
        #expect(seconds() - begin < 3)
        #expect(result.status == 0)
        let names = result.output.split(separator: "\n").map {
            JSONValue(parsing: String($0))?["name"]?.text
        }
        #expect(names == ["a", "ç"])
        #expect(result.errors.contains("the link b did not answer within 900 ms"))
        #expect(result.errors.contains("the link d answered what is no JSON-RPC"))
        #expect(try status("status b").status == 69)
        #expect(try status("status --field codec").status == 64)
        #expect(try status("status --field codec ç").output == "f32\n")
        #expect(try status("status nobody").errors.contains("no link nobody is running; running: "))
        for link in links { link.end() }
    }

    @Test func aKilledLinkIsNotTheOnlyOne() throws {
        let link = FakeLink("a", runtime: runtime.path)
        #expect(leaveSocket(at: "\(runtime.path)/jacknet/b.sock"))
        let result = try status("status b")
        #expect(result.status == 69)
        #expect(result.errors.contains("no link b is running; running: a"), "\(result.errors)")
        link.end()
        #expect(try status("status b").errors.contains("no link is running: start one"))
    }

    @Test func alone() throws {
        let link = FakeLink("jacknet-recv", runtime: runtime.path)
        #expect(try status("").output.hasPrefix("jacknet-recv  connected"))
        link.end()
    }

    @Test(.enabled(if: installed("script")))
    func watchingWantsATerminal() throws {
        #expect(try status("status --watch").status == 64)
    }
}

/// A socket that nobody listens at any more.
private func leaveSocket(at path: String) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
        }
    }
}

private func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
