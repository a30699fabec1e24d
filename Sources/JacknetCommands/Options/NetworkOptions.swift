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

    @Option(
        help: ArgumentHelp(
            "The longest IP packet, in bytes, 576 to 65535 (default: 1500).", valueName: "bytes"),
        transform: Values.mtu)
    var mtu = Defaults.mtuBytes

    @Option(
        help: ArgumentHelp(
            "The packets' DiffServ code point: EF, AF41, CS0, … or 0 to 63 (default: EF).",
            valueName: "point"),
        transform: Values.dscp)
    var dscp = Defaults.dscp

    @Option(
        help: ArgumentHelp("Send by this network interface.", valueName: "interface"),
        transform: Values.interface)
    var interface: String?
}
