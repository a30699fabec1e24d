package import Session

/// Where to dial or to listen, as written; resolved by the engine.
package struct HostAndPort: Hashable, Sendable, CustomStringConvertible {
    /// Without IPv6's brackets; nil where none is written.
    package var host: String?
    /// Nil where none is written.
    package var port: String?

    package init(host: String?, port: String?) {
        self.host = host
        self.port = port
    }

    package var description: String {
        [host.map { $0.contains(":") ? "[\($0)]" : $0 }, port].compactMap(\.self)
            .joined(separator: ":")
    }
}

extension HostPort {
    /// A peer's place, with the usual port where none is written.
    package init(_ place: HostAndPort) {
        self.init(
            host: place.host ?? "",
            port: place.port.flatMap { UInt16($0) } ?? Defaults.portNumber)
    }
}
