package import Session

/// Why a session's sockets cannot be had; one line each, with the remedy.
package enum ControlError: Error, Hashable, Sendable {
    case portTaken(HostPort)
    case notPermitted(HostPort)
    case badAddress(HostPort, String)
    case unknownHost(String, String)
    case refused(HostPort)
    case unreachable(HostPort, String)
    case handshake(HostPort, HandshakeFault)

    /// It was talked with, and came to nothing.
    package var isHandshake: Bool { if case .handshake = self { true } else { false } }

    package var description: String {
        switch self {
        case .portTaken(let place):
            "\(place.description): the port is taken; stop the other program or choose another "
                + "with --listen"
        case .notPermitted(let place):
            "\(place.description): not permitted; choose a port above 1023"
        case .badAddress(let place, let cause):
            "\(place.description): cannot listen there (\(cause)); name an address of this machine"
        case .unknownHost(let host, let cause):
            "\(host): unknown host (\(cause)); check its spelling, or give an address"
        case .refused(let place):
            "\(place.description): connection refused; start `jacknet recv` there"
        case .unreachable(let place, let cause):
            "\(place.description): no connection (\(cause)); check the network and firewalls"
        case .handshake(let place, let fault): "\(place.description): \(Self.words(fault))"
        }
    }

    /// What went wrong at the receiver's door, as its sender sees it.
    private static func words(_ fault: HandshakeFault) -> String {
        switch fault {
        case .noKey:
            "no key for it is known here; run `jacknet key new` there, and give what it "
                + "prints to `jacknet key add` here"
        case .unknownKey:
            "it does not accept our key any more, or never did; run `jacknet key new` there, and "
                + "give what it prints to `jacknet key add` here"
        case .wrongKey:
            "it has another key under the same name; run `jacknet key rotate` there, and give what "
                + "it prints to `jacknet key add` here"
        case .inClear:
            "it does not encrypt; if it was started with --open and the network is trusted, say "
                + "--open here too, else somebody is in between"
        case .encrypted: "it encrypts; leave --open away"
        case .noTLS: "what answers there is not jacknet, or too old; check host and port"
        case .timedOut: "it does not answer within 3 s; is that jacknet?"
        case .closed:
            "it closed the connection before a word; is that jacknet, and does its --allow name this "
                + "address?"
        }
    }
}
