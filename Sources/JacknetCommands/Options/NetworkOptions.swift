import ArgumentParser
import Engine

/// How `send` uses the network.
struct NetworkOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What carries the sound: auto, udp, tcp; auto tries UDP first (default: auto).",
            valueName: "transport"),
        transform: Values.choice)
    var transport: TransportChoice?

    @OptionGroup var packets: PacketOptions
}
