import ArgumentParser
import Engine
import Glibc
import Text

/// `jacknet ports`.
struct PortsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ports",
        abstract: "List the ports of this machine's JACK graph.",
        usage: "jacknet ports [<options>] [<pattern>]")

    @Argument(
        help: ArgumentHelp(
            "A client, a port, or a pattern of *, ? and [...] (default: every port).",
            valueName: "pattern"),
        transform: Values.portPattern)
    var pattern: PortPattern?

    @Flag(help: "Only ports that sound goes into.")
    var inputs = false

    @Flag(help: "Only ports that sound comes out of.")
    var outputs = false

    @Flag(help: "Only ports of sound cards.")
    var physical = false

    @Flag(help: "Show what each port is connected to.")
    var connections = false

    @Flag(help: "Show each port's latency, in frames and milliseconds.")
    var latency = false

    @Flag(help: "Write JSON, one object a port and line.")
    var json = false

    @OptionGroup var server: JackServerOption

    func validate() throws {
        if inputs && outputs {
            throw ValidationError("--inputs and --outputs exclude each other; allowed: one of them")
        }
    }

    func run() throws {
        let ports = try Engine.listPorts(server: server.resolved(.process))
        try writeToStdout(text(for: ports))
    }

    /// What is written for a graph: the ports that were asked for, in JACK's order.
    func text(for ports: [PortDescription]) -> String {
        let chosen = ports.filter { port in
            (!inputs || port.isInput) && (!outputs || !port.isInput)
                && (!physical || port.isPhysical) && (pattern?.matches(port.name) ?? true)
        }
        let lines = chosen.map { port in
            json
                ? port.jsonValue.description : port.text(connections: connections, latency: latency)
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
