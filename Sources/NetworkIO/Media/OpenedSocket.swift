internal import CLinux
internal import Glibc

/// A socket on its way to becoming a `UDPSocket`: made, set up and bound, or closed again.
struct OpenedSocket {
    let fileDescriptor: Int32
    let family: Int32
    let localAddress: SocketAddress
    let buffers: SocketBuffers

    init(bindingTo local: SocketAddress, options: UDPSocketOptions) throws(UDPSocketError) {
        guard (0...63).contains(options.dscp) else { throw .invalidDSCP(options.dscp) }
        if local.isIPv4() {
            self = try Self(family: AF_INET, local, options)
            return
        }
        do {
            self = try Self(family: AF_INET6, local, options)
        } catch {
            // A machine booted without IPv6 has no such sockets, or none of their addresses.
            guard local.isUnspecified, error.isAboutMissingIPv6 else { throw error }
            let v4 = SocketAddress(high: 0, low: 0xffff_0000_0000, scope: 0, port: local.port)
            self = try Self(family: AF_INET, v4, options)
        }
    }

    private init(
        family: Int32, _ local: SocketAddress, _ options: UDPSocketOptions
    ) throws(UDPSocketError) {
        let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let fd = socket(family, type | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard fd >= 0 else { throw .unavailable(errno: errno) }
        do throws(UDPSocketError) {
            let setup = SocketSetup(fileDescriptor: fd, family: family)
            try setup.acceptIPv4(local.isUnspecified)
            buffers = setup.enlargeBuffers(options)
            try setup.apply(options)
            var native = local.native()
            var status = jn_bind(fd, family, &native)
            guard status == 0 else { throw UDPSocketError.cannotBind(local, errno: -status) }
            status = jn_local_address(fd, &native)
            guard status == 0 else { throw UDPSocketError.unavailable(errno: -status) }
            localAddress = SocketAddress(native)
        } catch {
            _ = close(fd)
            throw error
        }
        fileDescriptor = fd
        self.family = family
    }
}

extension UDPSocketError {
    fileprivate var isAboutMissingIPv6: Bool {
        switch self {
        case .unavailable(let errno): errno == EAFNOSUPPORT
        case .cannotBind(_, let errno): errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT
        default: false
        }
    }
}
