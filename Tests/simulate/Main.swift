import Glibc
import Simulation

/// `simulate clock`, `all`, `repair`, `delay`, `chaos`, `list`: links in virtual time, judged.
@main struct Main {
    private static let usage = """
        usage: simulate list                 the scenarios
               simulate all [--seed N]       every scenario; fails where one misses its targets
               simulate clock [option...]    one link
               simulate repair [--minutes N] [--seed N]
                                             what repair leaves missing; fails likewise
               simulate delay [--seconds N] [--seed N] [--svg FILE]
                                             what automatic delays come to; fails likewise
               simulate chaos [--hours N] [--seed N]
                                             whether sound comes back after faults; fails likewise

          of clock:
          --scenario NAME        begin with this one, instead of a quiet link of two minutes
          --seed N               another day's luck
          --hours|--minutes|--seconds N
          --latency TIME         from port to port, as 60ms
          --offset PPM[:PPM]     of the sender's card and of the receiver's
          --walk SIGMA           Allan deviation of both cards at 10 s, as 1e-8
          --thermal PPM[:TIME]   swing of both cards with the temperature, every TIME
          --jitter KIND:TIME     as exponential:2ms
          --impair HOW           what jacknet takes by that name
          --period N[:N]         frames, of the sender and of the receiver
          --rate N[:N]           Hz
          --late-callbacks N     a second, at both ends, up to 10 ms
          --standstills N        an hour, at both ends, of 1 to 20 ms
          --csv FILE             every second: time s, latency error µs, ratio error ppm
          --svg FILE             the same, drawn
        """

    static func main() {
        do throws(Fault) {
            var arguments = Array(CommandLine.arguments.dropFirst())
            guard !arguments.isEmpty else { throw Fault("no command") }
            switch arguments.removeFirst() {
            case "list": for scenario in ClockScenario.table { print(scenario.name) }
            case "clock":
                guard try runClock(Options(arguments)) else { exit(1) }
            case "repair": guard try runRepair(arguments) else { exit(1) }
            case "delay": guard try runDelay(arguments) else { exit(1) }
            case "chaos": guard try runChaos(arguments) else { exit(1) }
            case "all": guard try runAll(arguments) else { exit(1) }
            case "help", "--help": print(usage)
            case let other: throw Fault("'\(other)' is no command")
            }
        } catch {
            var text = "simulate: \(error.description)\n\n\(usage)\n"
            _ = text.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            exit(2)
        }
    }

    private static func runClock(_ options: Options) throws(Fault) -> Bool {
        var csv = try options.csv.map { path throws(Fault) in try TextFile(path) }
        csv?.write("time_s,latency_error_us,ratio_error_ppm\n")
        var plot = ClockPlot(options.scenario)
        let outcome = options.scenario.run { reading, second in
            plot.add(reading, second)
            guard let second else { return }
            let ratio = second.ratioError.map { Report.fixed($0, 4) } ?? ""
            csv?.write(
                "\(Report.fixed(second.time, 3)),\(Report.fixed(second.latencyError * 1e6, 2)),"
                    + "\(ratio)\n")
        }
        if let path = options.svg {
            var file = try TextFile(path)
            file.write(plot.svg)
        }
        print(Report.heading)
        return report(options.scenario, outcome, replay: options.replayCommand)
    }

    private static func runRepair(_ arguments: [String]) throws(Fault) -> Bool {
        let flags = try Flags(arguments, ["--minutes", "--seed"])
        return RepairRun.run(
            minutes: try flags.number("--minutes", 0.1...1_000) ?? 10,
            seed: UInt64(try flags.number("--seed", 0...1e15) ?? 1))
    }

    private static func runDelay(_ arguments: [String]) throws(Fault) -> Bool {
        let flags = try Flags(arguments, ["--seconds", "--seed", "--svg"])
        return try DelayRun.run(
            seconds: try flags.number("--seconds", 20...100_000).map { Int($0) },
            seed: UInt64(try flags.number("--seed", 0...1e15) ?? 1), plot: flags["--svg"])
    }

    private static func runChaos(_ arguments: [String]) throws(Fault) -> Bool {
        let flags = try Flags(arguments, ["--hours", "--seed"])
        return ChaosRun.run(
            hours: try flags.number("--hours", 0.01...10_000) ?? 10,
            seed: UInt64(try flags.number("--seed", 0...1e15) ?? 1))
    }

    private static func runAll(_ arguments: [String]) throws(Fault) -> Bool {
        print(Report.heading)
        var isGood = true
        for scenario in ClockScenario.table {
            let options = try Options(["--scenario", scenario.name] + arguments)
            let outcome = options.scenario.run()
            isGood = report(options.scenario, outcome, replay: options.replayCommand) && isGood
        }
        return isGood
    }

    /// Prints a line, and what is wrong with it; true where nothing is.
    private static func report(
        _ scenario: ClockScenario, _ outcome: ClockScenario.Outcome, replay: String
    ) -> Bool {
        print(Report.line(scenario, outcome))
        let faults = scenario.faults(of: outcome)
        for fault in faults { print("  missed: \(fault)") }
        if !faults.isEmpty { print("  seed \(scenario.seed); again: \(replay)") }
        return faults.isEmpty
    }
}
