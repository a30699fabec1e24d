import ArgumentParser
import Benchmark
import Engine
import HostIO
import Units

/// `jacknet bench peers`.
struct BenchPeersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peers",
        abstract: "Run zita-njbridge and jacktrip, where they are installed, beside jacknet.",
        usage: "jacknet bench peers [<options>]")

    /// What a round takes beside its sine, s.
    private static let around = 10.0

    @OptionGroup var effort: BenchEffortOptions

    @OptionGroup var report: BenchReportOptions

    func run() throws {
        let settings = settings(path: Environment.process["PATH"] ?? "")
        try report.write { progress in
            var report = BenchReport(
                version: JacknetCommand.version, machine: .this, isQuick: effort.quick)
            report.peers = try Self.measure(settings, progress)
            return report
        }
    }

    /// Two and eight channels; by default three rounds of five seconds.
    func settings(path: String) -> PeersBench.Settings {
        if effort.quick {
            return PeersBench.Settings(channels: [2], seconds: 3, rounds: 1, path: path)
        }
        var settings = PeersBench.Settings(channels: [2, 8], seconds: 5, rounds: 3, path: path)
        if let duration = effort.duration {
            let round = 4 * (settings.seconds + Self.around)
            settings.rounds = max(1, Int(min(duration.seconds / round, 1_000)))
        }
        return settings
    }

    private static func measure(
        _ settings: PeersBench.Settings, _ progress: BenchProgress
    ) throws -> PeersResult {
        do {
            return try PeersBench.run(settings, progress)
        } catch PeersBench.Failure.interrupted {
            throw ExitCode(ExitStatus.interruptedTwice.rawValue)
        } catch let failure as PeersBench.Failure {
            throw LinkFailure(failure)
        } catch let error as HostIOError {
            throw LinkFailure(.system, error.description)
        }
    }
}
