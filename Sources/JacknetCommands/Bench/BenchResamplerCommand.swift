import ArgumentParser
import Benchmark

/// `jacknet bench resampler`.
struct BenchResamplerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resampler",
        abstract: "Measure what the resampler costs, and what it does to the sound.",
        usage: "jacknet bench resampler [<options>]")

    @OptionGroup var effort: BenchEffortOptions

    @OptionGroup var report: BenchReportOptions

    func run() throws { try report.write(effort.plan([.resampler])) }
}
