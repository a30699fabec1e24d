import ArgumentParser
import Benchmark
import Engine
import Glibc
import Text

/// How `jacknet bench` tells what it measured.
struct BenchReportOptions: ParsableArguments {
    @Flag(help: "Write JSON, one object.")
    var json = false

    @Option(help: ArgumentHelp("Write diagrams to this file.", valueName: "file"))
    var svg: String?

    @Option(
        help: ArgumentHelp("Write a page with diagrams and tables to this file.", valueName: "file")
    )
    var html: String?

    @Option(
        help: ArgumentHelp(
            "Compare with what --json wrote to this file earlier.", valueName: "file"))
    var compare: String?

    /// Measures, and tells it in every way that was asked for. What cannot be read or written is found before.
    func write(_ plan: BenchPlan) throws {
        try write { progress in
            do throws(BenchmarkError) {
                return try plan.run(version: JacknetCommand.version, progress)
            } catch {
                throw LinkFailure(error)
            }
        }
    }

    /// The same of what `measure` measures.
    func write(_ measure: (BenchProgress) throws -> BenchReport) throws {
        let before = try compare.map(BenchFile.read)
        let svgFile = try svg.map(OutputFile.init)
        let htmlFile = try html.map(OutputFile.init)
        let line = ProgressLine()
        let report: BenchReport
        do {
            defer { line.clear() }
            report = try measure(BenchProgress { line.show($0, $1) })
        }
        let comparison = before.map { Comparison(report, with: $0) }
        try svgFile?.write(Figures(report).svg)
        try htmlFile?.write(ReportPage(report, comparison).html)
        let width =
            Terminal.standardOutput.isInteractive ? Terminal.width(of: STDOUT_FILENO) : .max
        try writeToStdout(
            json
                ? BenchText.json(report, comparison) + "\n"
                : BenchText(report, comparison, width: width).text)
    }
}
