/// A host and a port as people write them: `host`, `host:port`, `[v6]:port`, `::1`, `:port`.
package struct HostPort: Hashable, Sendable {
    /// A name or an address, IPv6 without brackets; empty where only a port was given.
    package var host: String
    package var port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// How it is written, IPv6 in brackets.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
