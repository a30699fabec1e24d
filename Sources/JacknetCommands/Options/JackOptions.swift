import ArgumentParser
import Engine

/// How `send` and `recv` stand in a JACK graph.
struct JackOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The JACK client's name, and what the peer sees (default: jacknet-send, jacknet-recv).",
            valueName: "name"),
        transform: Values.name)
    var name: String?

    @Flag(help: "Fail if the name is taken, rather than append -2.")
    var exactName = false

    @Option(
        help: ArgumentHelp(
            "Connect to the ports that match, in order; may be given again. None by default.",
            valueName: "pattern"),
        transform: Values.portPattern)
    var connect: [PortPattern] = []

    @OptionGroup var server: JackServerOption

    @Flag(help: "Wait for a JACK server that is not running, rather than fail.")
    var wait = false

    /// What only a JACK client can be told is refused where there is none.
    func refuseWithoutJack(_ reason: String) throws {
        if let pattern = connect.first {
            throw ValidationError("--connect \(pattern.text): no JACK ports with \(reason)")
        }
        if let name = server.jackServer {
            throw ValidationError("--jack-server \(name): no JACK client with \(reason)")
        }
    }
}
