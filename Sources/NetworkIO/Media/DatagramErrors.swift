internal import Glibc

/// What went wrong on a socket that lives on, counted since it was made.
package struct DatagramErrors: Equatable, Sendable {
    /// ECONNREFUSED: the peer's machine has nobody on the port (ICMP); told of connected sockets only.
    package var refused: UInt64 = 0
    /// EMSGSIZE: larger than the path's MTU, or at the receiver larger than its buffer.
    package var tooLarge: UInt64 = 0
    /// EAGAIN, ENOBUFS, ENOMEM: no room in the send buffer or the interface's queue.
    package var noRoom: UInt64 = 0
    /// ENETUNREACH, EHOSTUNREACH, ENETDOWN and the like: no way to the peer.
    package var unreachable: UInt64 = 0
    /// EPERM, EACCES: a firewall of this machine said no.
    package var forbidden: UInt64 = 0
    /// Any other; `lastErrno` says which.
    package var other: UInt64 = 0
    /// The latest error's number, 0 before the first.
    package var lastErrno: Int32 = 0

    @_noLocks @_noAllocation
    package init() {}

    /// All of them together.
    @_noLocks @_noAllocation
    package func total() -> UInt64 {
        refused &+ tooLarge &+ noRoom &+ unreachable &+ forbidden &+ other
    }

    @_noLocks @_noAllocation
    mutating func count(_ errno: Int32, times: Int = 1) {
        let times = UInt64(truncatingIfNeeded: times)
        lastErrno = errno
        switch errno {
        case ECONNREFUSED: refused &+= times
        case EMSGSIZE: tooLarge &+= times
        case EAGAIN, ENOBUFS, ENOMEM: noRoom &+= times
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN, EADDRNOTAVAIL, EAFNOSUPPORT, ENODEV:
            unreachable &+= times
        case EPERM, EACCES: forbidden &+= times
        default: other &+= times
        }
    }
}
