/// Neighbouring IP addresses, as CIDR notation has them (RFC 4632, RFC 4291 section 2.3): `192.0.2.0/24`,
/// `2001:db8::/32`, or one alone.
///
/// An IPv4 address is one in whatever form it comes: no IPv6 range but `::ffff:a.b.c.d/n` has any in it,
/// and `::/0` has none.
package struct AddressRange: Hashable, Sendable {
    /// Why a text is no range.
    package enum Fault: Error, Hashable, Sendable {
        case address
        /// The number behind the slash, which may go up to this.
        case length(most: Int)
        /// The address has bits beyond those that count; `range` would be without.
        case hostBits(range: String)
    }

    private let high: UInt64
    private let low: UInt64
    /// How many bits count, of 128: of an IPv4 range 96 and more.
    private let length: Int
    private let isIPv4: Bool

    /// From `192.0.2.0/24`, `2001:db8::/32`, `192.0.2.1` or `2001:db8::1`.
    package init(_ text: String) throws(Fault) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard !text.contains("%"), let address = SocketAddress(ip: String(parts[0]), port: 0) else {
            throw .address
        }
        // The number counts the bits of the form that is written.
        let most = parts[0].contains(":") ? 128 : 32
        var length = most
        if parts.count == 2 {
            guard parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
                let number = Int(parts[1]), number <= most
            else { throw .length(most: most) }
            length = number
        }
        length += 128 - most
        isIPv4 = address.isIPv4() && length >= 96
        self.length = length
        high = address.high & Self.mask(length)
        low = address.low & Self.mask(length - 64)
        guard high == address.high, low == address.low else {
            throw .hostBits(range: description)
        }
    }

    /// Whether `address` is in it, its port and its interface aside.
    package func contains(_ address: SocketAddress) -> Bool {
        address.isIPv4() == isIPv4 && address.high & Self.mask(length) == high
            && address.low & Self.mask(length - 64) == low
    }

    /// The highest `count` bits, of 64.
    private static func mask(_ count: Int) -> UInt64 {
        count <= 0 ? 0 : count >= 64 ? .max : ~(.max >> UInt64(count))
    }
}

/// As it is written; one address without a slash.
extension AddressRange: CustomStringConvertible {
    package var description: String {
        let address = SocketAddress(high: high, low: low, scope: 0, port: 0).ip
        let isV4 = address.contains(".") && !address.contains(":")
        let (bits, most) = isV4 ? (length - 96, 32) : (length, 128)
        return bits == most ? address : "\(address)/\(bits)"
    }
}
