import ArgumentParser
import Benchmark

/// `jacknet bench all`.
struct BenchAllCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all",
        abstract: "Measure everything, and say how many channels this machine carries.",
        usage: "jacknet bench all [<options>]")

    @OptionGroup var effort: BenchEffortOptions

    @OptionGroup var path: BenchPathOption

    @OptionGroup var report: BenchReportOptions

    func run() throws {
        try report.write(effort.plan(BenchPlan.Part.allCases, over: path.impair))
    }
}
