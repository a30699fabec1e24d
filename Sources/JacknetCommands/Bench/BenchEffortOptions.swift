import ArgumentParser
import Benchmark
import Engine
import Simulation
import Units

/// For how long `jacknet bench` measures.
struct BenchEffortOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "About how long to measure: 30s, 5m (default: a minute for all).", valueName: "time"),
        transform: Values.duration)
    var duration: Nanoseconds?

    @Flag(help: "Measure little, and roughly, in some seconds.")
    var quick = false

    /// `impairment` is a network beside those that have names.
    func plan(_ parts: [BenchPlan.Part], over impairment: Impairment? = nil) -> BenchPlan {
        var plan = BenchPlan(parts: parts, duration: duration, isQuick: quick)
        if let impairment {
            plan.paths.append(PathBench.Path(name: "given", impairment: impairment))
        }
        return plan
    }
}
