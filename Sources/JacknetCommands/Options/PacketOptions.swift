import ArgumentParser
import Engine

/// How the packets of `send`, and of a probe, go through the network.
struct PacketOptions: ParsableArguments {
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
