import ArgumentParser
import Engine
import Simulation

/// Which network `jacknet bench` impairs links by, beside those that have names.
struct BenchPathOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "One more network: loss=2%,burst=3,delay=20ms,jitter=5ms, …", valueName: "how"),
        transform: Values.impairment)
    var impair: Impairment?
}
