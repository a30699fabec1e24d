package import NetworkIO

/// Where an end waits for the other one to call it.
package struct Listening: Hashable, Sendable {
    /// The address to listen on, IPv6 without brackets; nil is every address of this machine.
    package var host: String?
    /// TCP and UDP alike: a number; `"0"` is any free one.
    package var port: String
    /// Where callers may come from; empty is everywhere.
    package var allowed: [AddressRange]

    package init(
        host: String? = nil, port: String = Defaults.port, allowed: [AddressRange] = []
    ) {
        self.host = host
        self.port = port
        self.allowed = allowed
    }
}
