import ArgumentParser
import Engine

/// Which JACK server is meant.
struct JackServerOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The JACK server (default: $JACK_DEFAULT_SERVER, else JACK's own).",
            valueName: "server"),
        transform: Values.jackServer)
    var jackServer: String?

    /// The flag, else the environment; nil leaves the choice to libjack.
    func resolved(_ environment: Environment) -> String? {
        jackServer ?? environment["JACK_DEFAULT_SERVER"]
    }
}
