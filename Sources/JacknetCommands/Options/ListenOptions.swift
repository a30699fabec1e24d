import ArgumentParser
import Engine
import NetworkIO

/// Where `send` waits for a receiver that calls.
struct ListenOptions: ParsableArguments {
    /// As it was written: what the parser cannot read it would take for no value at all.
    @Option(
        defaultAsFlag: Defaults.port, parsing: .next,
        help: ArgumentHelp(
            "Wait for a receiver that calls, at this port, and address (else every one).",
            valueName: "[addr:]port"),
        transform: { $0 })
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "With --listen, take receivers from these addresses only; may be given again.",
            valueName: "address[/bits]"),
        transform: Values.addressRange)
    var allow: [AddressRange] = []

    private var place: HostAndPort? {
        get throws {
            guard let listen else { return nil }
            do throws(InvalidValue) { return try Values.listen(listen) } catch {
                throw ValidationError(
                    "The value '\(listen)' is invalid for '--listen <[addr:]port>': \(error)")
            }
        }
    }

    /// Nil where the receiver, `peer`, is called.
    func listening(peer: HostAndPort?) throws -> Listening? {
        switch (peer, try place) {
        case (nil, nil):
            throw ValidationError(
                "Missing expected argument '<host[:port]>', or --listen to wait for a receiver")
        case (let peer?, let listen?):
            throw ValidationError(
                "<host[:port]> \(peer), --listen \(listen): this end calls or is called; allowed: "
                    + "one of them")
        case (_?, nil):
            if let range = allow.first {
                throw ValidationError(
                    "--allow \(range): nobody calls where <host[:port]> is called; allowed: with "
                        + "--listen")
            }
            return nil
        case (nil, let place?):
            return Listening(
                host: place.host, port: place.port ?? Defaults.port, allowed: allow)
        }
    }
}
