internal import Glibc

/// What a host's name stands for.
package enum HostLookup {
    /// The addresses of `host` in the order in which they are to be tried, without ports; fails as
    /// getaddrinfo(3) does. Waits for the resolver.
    package static func addresses(of host: String) throws(HostLookupError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else {
            throw HostLookupError(cause: String(cString: gai_strerror(status)))
        }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let made = getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count), nil,
                0, NI_NUMERICHOST)
            let bytes = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
            guard made == 0,
                let address = SocketAddress(ip: String(decoding: bytes, as: UTF8.self), port: 0),
                !addresses.contains(address)
            else { continue }
            addresses.append(address)
        }
        return addresses
    }
}

/// Why a name stands for nothing.
package struct HostLookupError: Error, Hashable, Sendable {
    package let cause: String
}
