internal import Glibc

/// Why a UDP socket could not be had as it was asked for.
package enum UDPSocketError: Error, Equatable, CustomStringConvertible {
    /// The kernel gave no socket.
    case unavailable(errno: Int32)
    /// The address is taken, not this machine's, or not permitted.
    case cannotBind(SocketAddress, errno: Int32)
    /// The peer's address cannot be reached from here.
    case cannotConnect(SocketAddress, errno: Int32)
    /// There is no such network interface, or it is not permitted.
    case cannotUseInterface(String, errno: Int32)
    /// DSCP is a number of six bits, 0 … 63 (RFC 2474, 3).
    case invalidDSCP(Int)
    /// An option that every Linux has was refused.
    case optionRefused(String, errno: Int32)

    /// One line: the object, the cause, the remedy.
    package var description: String {
        switch self {
        case .unavailable(let errno):
            "cannot make a UDP socket: \(words(errno)); see the limit on open files (ulimit -n)"
        case .cannotBind(let address, EADDRINUSE):
            "UDP port \(address.port) of \(address.ip) is in use; choose another port"
        case .cannotBind(let address, EADDRNOTAVAIL):
            "\(address.ip) is no address of this machine; see `ip address`"
        case .cannotBind(let address, EACCES):
            "UDP port \(address.port) is reserved to root; choose one above 1023"
        case .cannotBind(let address, let errno):
            "cannot use UDP address \(address): \(words(errno)); choose another"
        case .cannotConnect(let address, let errno):
            "cannot reach \(address) over UDP: \(words(errno)); see `ip route get \(address.ip)`"
        case .cannotUseInterface(let name, ENODEV):
            "there is no network interface \(name.debugDescription); see `ip link`"
        case .cannotUseInterface(let name, let errno):
            "cannot use network interface \(name.debugDescription): \(words(errno)); "
                + "choose another or none"
        case .invalidDSCP(let value):
            "DSCP \(value) is not within 0 to 63; 46 is expedited forwarding"
        case .optionRefused(let option, let errno):
            "the kernel refused the socket option \(option): \(words(errno)); leave it out"
        }
    }
}

private func words(_ errno: Int32) -> String { String(cString: strerror(errno)) }
