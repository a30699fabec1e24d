import ArgumentParser
import Engine
import Simulation

/// `--impair`, of both ends.
struct ImpairmentOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Lose and delay what this end sends: loss=2%,burst=3,delay=20ms,jitter=5ms, …",
            valueName: "how"),
        transform: Values.impairment)
    var impair: Impairment?
}
