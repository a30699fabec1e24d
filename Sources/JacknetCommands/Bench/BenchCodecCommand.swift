import ArgumentParser
import Benchmark

/// `jacknet bench codec`.
struct BenchCodecCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codec",
        abstract: "Measure what coding and decoding cost.",
        usage: "jacknet bench codec [<options>]")

    @OptionGroup var effort: BenchEffortOptions

    @OptionGroup var report: BenchReportOptions

    func run() throws { try report.write(effort.plan([.codec])) }
}
