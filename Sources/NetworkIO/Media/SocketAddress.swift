internal import CLinux
internal import Glibc

/// An IP address and a UDP or TCP port.
///
/// An IPv4 address is kept in its mapped form ::ffff:a.b.c.d (RFC 4291, 2.5.5.2), which is how a
/// dual-stack socket reports it: the same host and port are equal whichever socket they came from.
package struct SocketAddress: Hashable, Sendable {
    let high: UInt64
    let low: UInt64
    /// The interface's index for a link-local address, else 0.
    let scope: UInt32
    /// The port in host order; 0 lets the kernel choose when binding.
    package let port: UInt16

    @_noLocks @_noAllocation
    init(high: UInt64, low: UInt64, scope: UInt32, port: UInt16) {
        self.high = high
        self.low = low
        self.scope = scope
        self.port = port
    }

    /// Every address of this machine, IPv6 and IPv4: `::`.
    package static func any(port: UInt16) -> Self { Self(high: 0, low: 0, scope: 0, port: port) }

    /// The same host at another port.
    @_noLocks @_noAllocation
    package func with(port: UInt16) -> Self { Self(high: high, low: low, scope: scope, port: port) }

    @_noLocks @_noAllocation
    package func isIPv4() -> Bool { high == 0 && low >> 32 == 0xffff }

    /// `::` or `0.0.0.0`.
    package var isUnspecified: Bool { high == 0 && (low == 0 || low == 0xffff_0000_0000) }

    /// `::1` or 127.0.0.0/8.
    package var isLoopback: Bool { isIPv4() ? low >> 24 & 0xff == 127 : high == 0 && low == 1 }

    /// Whether the two are one host, ports aside. A link-local address without an interface is taken
    /// for the same one on any. Any thread.
    @_noLocks @_noAllocation
    package func sameHost(as other: SocketAddress) -> Bool {
        high == other.high && low == other.low
            && (scope == other.scope || scope == 0 || other.scope == 0)
    }

    /// Equality, callable on a real-time thread.
    @_noLocks @_noAllocation
    package static func == (a: Self, b: Self) -> Bool {
        a.high == b.high && a.low == b.low && a.scope == b.scope && a.port == b.port
    }

    @_noLocks @_noAllocation
    init(_ address: jn_address) {
        self.init(
            high: address.high, low: address.low, scope: address.scope, port: address.port)
    }

    @_noLocks @_noAllocation
    func native() -> jn_address { jn_address(high: high, low: low, scope: scope, port: port) }
}
