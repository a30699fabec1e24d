internal import Glibc

extension SocketAddress: CustomStringConvertible {
    /// From a numeric address, `192.0.2.1`, `2001:db8::1` or `fe80::1%eth0`; nil for anything else,
    /// host names included.
    package init?(ip: String, port: UInt16) {
        guard !ip.utf8.contains(0) else { return nil }
        var v4 = in_addr()
        if inet_pton(AF_INET, ip, &v4) == 1 {
            let low = 0xffff_0000_0000 | UInt64(UInt32(bigEndian: v4.s_addr))
            self.init(high: 0, low: low, scope: 0, port: port)
            return
        }
        let parts = ip.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        var v6 = in6_addr()
        guard let address = parts.first, inet_pton(AF_INET6, String(address), &v6) == 1 else {
            return nil
        }
        var scope: UInt32 = 0
        if parts.count == 2 {
            scope = UInt32(parts[1]) ?? if_nametoindex(String(parts[1]))
            guard scope != 0 else { return nil }
        }
        let (high, low) = withUnsafeBytes(of: v6) {
            (
                $0.loadUnaligned(as: UInt64.self),
                $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
        }
        self.init(
            high: UInt64(bigEndian: high), low: UInt64(bigEndian: low), scope: scope, port: port)
    }

    /// From `192.0.2.1:54345` or `[2001:db8::1]:54345`; nil for anything else.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(digits) else {
            return nil
        }
        let host = text[..<colon]
        if host.first == "[", host.last == "]" {
            let inner = host.dropFirst().dropLast()
            guard inner.contains(":") else { return nil }
            self.init(ip: String(inner), port: port)
        } else {
            guard !host.contains(":") else { return nil }
            self.init(ip: String(host), port: port)
        }
    }

    /// The address without the port, numeric; an IPv4 one in its own form.
    package var ip: String {
        if isIPv4() {
            return (0..<4).map { String(low >> (24 - 8 * UInt64($0)) & 0xff) }
                .joined(separator: ".")
        }
        var bytes = (high.bigEndian, low.bigEndian)
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &bytes, &text, socklen_t(text.count)) != nil else { return "::" }
        let address = String(
            decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return scope == 0 ? address : address + "%" + interfaceName
    }

    /// `192.0.2.1:54345` or `[2001:db8::1]:54345`.
    package var description: String { isIPv4() ? "\(ip):\(port)" : "[\(ip)]:\(port)" }

    private var interfaceName: String {
        var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
        guard if_indextoname(scope, &name) != nil else { return String(scope) }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
