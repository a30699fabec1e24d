internal import CLinux
internal import Glibc

/// The options of one socket that is not bound yet.
struct SocketSetup {
    let fileDescriptor: Int32
    let family: Int32

    /// Dual stack or IPv6 alone (RFC 3493, 5.3); Linux's default is a matter of a sysctl.
    func acceptIPv4(_ accept: Bool) throws(UDPSocketError) {
        guard family == AF_INET6 else { return }
        try set("IPV6_V6ONLY", Int32(IPPROTO_IPV6), IPV6_V6ONLY, accept ? 0 : 1)
    }

    /// Asks for the buffers, past net.core.rmem_max and wmem_max where CAP_NET_ADMIN allows.
    func enlargeBuffers(_ options: UDPSocketOptions) -> SocketBuffers {
        SocketBuffers(
            receiveAsked: options.receiveBufferBytes,
            receiveGranted: enlarge(SO_RCVBUFFORCE, SO_RCVBUF, options.receiveBufferBytes),
            sendAsked: options.sendBufferBytes,
            sendGranted: enlarge(SO_SNDBUFFORCE, SO_SNDBUF, options.sendBufferBytes))
    }

    func apply(_ options: UDPSocketOptions) throws(UDPSocketError) {
        let fragment = options.doNotFragment
        // IPv4's options hold on a dual-stack socket too, for the mapped addresses.
        if options.dscp > 0 { try setDSCP(options.dscp) }
        try set(
            "IP_MTU_DISCOVER", Int32(IPPROTO_IP), IP_MTU_DISCOVER,
            fragment ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT)
        if family == AF_INET6 {
            try set(
                "IPV6_MTU_DISCOVER", Int32(IPPROTO_IPV6), IPV6_MTU_DISCOVER,
                fragment ? IPV6_PMTUDISC_DO : IPV6_PMTUDISC_DONT)
        }
        if let interface = options.interface { try bind(toInterface: interface) }
        // A kernel that cannot hands them over one by one.
        if options.joinsArrivals { _ = jn_join_arrivals(fileDescriptor) }
        if options.tellsTrafficClass { _ = jn_tell_classes(fileDescriptor, family) }
    }

    /// DSCP is the upper six bits of the octet (RFC 2474, 3; the lower two are ECN's).
    func setDSCP(_ point: Int) throws(UDPSocketError) {
        try set("IP_TOS", Int32(IPPROTO_IP), IP_TOS, Int32(point << 2))
        guard family == AF_INET6 else { return }
        try set("IPV6_TCLASS", Int32(IPPROTO_IPV6), IPV6_TCLASS, Int32(point << 2))
    }

    private func bind(toInterface name: String) throws(UDPSocketError) {
        // An empty name would lift the binding; the kernel cuts one that is too long.
        guard !name.isEmpty, name.utf8.count < Int(IF_NAMESIZE), !name.utf8.contains(0) else {
            throw .cannotUseInterface(name, errno: ENODEV)
        }
        let status = setsockopt(
            fileDescriptor, SOL_SOCKET, SO_BINDTODEVICE, name, socklen_t(name.utf8.count + 1))
        guard status == 0 else { throw .cannotUseInterface(name, errno: errno) }
    }

    private func enlarge(_ forced: Int32, _ ordinary: Int32, _ bytes: Int) -> Int {
        var value = Int32(clamping: bytes)
        let size = socklen_t(MemoryLayout<Int32>.size)
        if setsockopt(fileDescriptor, SOL_SOCKET, forced, &value, size) != 0 {
            _ = setsockopt(fileDescriptor, SOL_SOCKET, ordinary, &value, size)
        }
        var granted: Int32 = 0
        var grantedSize = size
        _ = getsockopt(fileDescriptor, SOL_SOCKET, ordinary, &granted, &grantedSize)
        // The kernel doubles what it is asked for, for its own bookkeeping, and reports the double.
        return Int(granted / 2)
    }

    private func set(
        _ name: String, _ level: Int32, _ option: Int32, _ value: Int32
    ) throws(UDPSocketError) {
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard setsockopt(fileDescriptor, level, option, &value, size) == 0 else {
            throw .optionRefused(name, errno: errno)
        }
    }
}
