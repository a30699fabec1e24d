/// Why JACK cannot be used; one line each, with the remedy.
package enum JackError: Error, Hashable, Sendable {
    /// No server of this name answers ("" is the default one).
    case noServer(String)
    /// The client name is taken and another one was not wanted.
    case nameTaken(String)
    /// The client has no port of this name.
    case noPort(String)
    /// The server refused something.
    case refused(String)
    /// libjack did not let go of an earlier client: this process gets no other one.
    case stuck

    package var description: String {
        switch self {
        case .noServer(let name):
            "JACK\(name.isEmpty ? "" : " (\(name))"): no server is running; start one (jackd, "
                + "PipeWire), or name another with --jack-server"
        case .nameTaken(let name):
            "JACK: the client name \(name) is taken; choose another with --name, or leave "
                + "--exact-name out"
        case .noPort(let name):
            "JACK: \(name) is no port of this link"
        case .refused(let what):
            "JACK: the server refused \(what); look at its log"
        case .stuck:
            "JACK: its library does not let go of the client of a server that ended"
        }
    }
}
