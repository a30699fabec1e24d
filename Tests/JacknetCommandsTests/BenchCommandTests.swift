// `jacknet bench`: its command line, its files, its progress; what it measures is tested beside it.
import ArgumentParser
import Engine
import Foundation
import Testing
import Text
import Units

@testable import Benchmark
@testable import JacknetCommands

@Suite struct BenchCommandTests {
    private let directory = FileManager.default.temporaryDirectory.appending(
        path: "jacknet-bench-test-\(UUID())")

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func file(_ name: String, _ text: String? = nil) throws -> String {
        let file = directory.appending(path: name)
        if let text { try Data(text.utf8).write(to: file) }
        return file.path()
    }

    private var report: BenchReport {
        var report = BenchReport(version: "1", machine: .this, isQuick: false)
        report.codecs = [
            CodecResult(
                codec: "f32", frameMilliseconds: 2.667, channels: 2, encode: Rounds([10]),
                decode: Rounds([20]))
        ]
        return report
    }

    @Test func withoutACommandItMeasuresAll() throws {
        let command = try parsed("bench", "--quick", as: BenchAllCommand.self)
        let plan = command.effort.plan(BenchPlan.Part.allCases)
        #expect(plan.isQuick)
        #expect(plan.duration.seconds.rounded() == 6)
        let whole = try parsed("bench", "all", "--duration", "2m", as: BenchAllCommand.self)
        #expect(whole.effort.plan(BenchPlan.Part.allCases).duration.seconds == 120)
    }

    @Test func anImpairmentIsOneMoreNetwork() throws {
        let command = try parsed(
            "bench", "link", "--impair", "loss=2%", as: BenchLinkCommand.self)
        let plan = command.effort.plan([.link], over: command.path.impair)
        #expect(plan.paths.map(\.name) == ["clean", "wifi", "wan", "given"])
        #expect(ending(["bench", "codec", "--impair", "loss=2%"])?.status == .usage)
    }

    @Test func aMistypedCommandIsAnswered() {
        #expect(ending(["bench", "codek"])?.message.contains("did you mean codec?") == true)
    }

    @Test func theTimeOfPeersIsRounds() throws {
        let usual = try parsed("bench", "peers", as: BenchPeersCommand.self).settings(path: "")
        #expect((usual.channels, usual.rounds) == ([2, 8], 3))
        let long = try parsed("bench", "peers", "--duration", "10m", as: BenchPeersCommand.self)
        #expect(long.settings(path: "").rounds == 10)
        let quick = try parsed("bench", "peers", "--quick", as: BenchPeersCommand.self)
        #expect(quick.settings(path: "").channels == [2])
    }

    @Test func earlierReportsAreRead() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(try BenchFile.read(file("a", report.json + "\n")) == report)
        let missing = #expect(throws: LinkFailure.self) { try BenchFile.read(file("none")) }
        #expect(missing?.status == .noInput)
        let foreign = #expect(throws: LinkFailure.self) { try BenchFile.read(file("b", "{}")) }
        #expect(foreign?.status == .badData)
        let directory = #expect(throws: LinkFailure.self) { try BenchFile.read("/tmp") }
        #expect(directory?.status == .noInput)
    }

    @Test func filesToWriteAreFoundFirst() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let failure = #expect(throws: LinkFailure.self) { try OutputFile("/nonexistent/x.svg") }
        #expect(failure?.status == .cannotCreate)
        let path = try file("x.svg", "what was there before")
        let output = try OutputFile(path)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "what was there before")
        try output.write("new")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    }

    @Test func aComparisonIsAMemberOfItsOwn() throws {
        var now = report
        now.codecs?[0].encode = Rounds([15])
        let text = BenchText.json(now, Comparison(now, with: report))
        let rows = try #require(JSONValue(parsing: text)?["comparison"]?.items)
        #expect(rows.count == 2)
        #expect(rows[0]["ratio"]?.number == 1.5)
        #expect(rows[0]["name"]?.text == "f32, 2 ch., encode")
        // It can be compared with again.
        #expect(BenchReport(json: text) == now)
    }

    @Test(arguments: [40, 80, 200])
    func linesKeepToTheTerminal(width: Int) throws {
        var report = report
        report.machine.processor = "Some Processor With A Long Name"
        let text = BenchText(report, Comparison(report, with: report), width: width).text
        for line in text.split(separator: "\n") {
            #expect(String(line).columns <= width, "\(line)")
        }
    }

    @Test func progressIsOneLine() {
        let terminal = Terminal(isInteractive: true, hasColour: false, isUnicode: false)
        #expect(
            ProgressLine.text("codec opus", 0.634, width: 79, terminal: terminal)
                == " 63 % [############--------] codec opus")
        #expect(
            ProgressLine.text("codec opus", 1.5, width: 12, terminal: terminal) == "100 % codec~")
        #expect(
            ProgressLine.text("x", .nan, width: 79, terminal: terminal).hasPrefix("  0 % [-----"))
    }

    /// The hidden one is for `bench peers` alone.
    @Test func theCommandsAreDocumentedAndCompleted() throws {
        let page = try contents("man/jacknet-bench.1")
        for command in BenchCommand.configuration.subcommands
        where command.configuration.shouldDisplay {
            let name = try #require(command.configuration.commandName)
            #expect(page.contains("\n.It Cm \(name)\n"), "\(name)")
            for file in ["jacknet.bash", "_jacknet", "jacknet.fish"] {
                let words = try contents("completions/\(file)").matches(of: /[a-z]+/)
                #expect(words.contains { $0.0 == name }, "\(name) in \(file)")
            }
        }
    }
}
