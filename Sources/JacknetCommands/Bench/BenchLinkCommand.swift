import ArgumentParser
import Benchmark

/// `jacknet bench link`.
struct BenchLinkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Measure what links cost, and what they make of bad networks.",
        usage: "jacknet bench link [<options>]")

    @OptionGroup var effort: BenchEffortOptions

    @OptionGroup var path: BenchPathOption

    @OptionGroup var report: BenchReportOptions

    func run() throws { try report.write(effort.plan([.link], over: path.impair)) }
}
