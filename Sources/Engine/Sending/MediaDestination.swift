import NetworkIO

/// Where a sender's datagrams go, and whose it hears.
struct MediaDestination: Sendable {
    /// Where they go from the beginning; nil where that is yet to be heard of.
    var address: SocketAddress?
    /// The session's other end.
    var host: SocketAddress
    /// They go where the receiver's newest came from: it may be behind a NAT, which gives it another address.
    var isFollowed: Bool
    /// Its datagrams show by themselves whose they are, wherever they come from.
    var isProtected: Bool

    /// Whether the receiver's may come from `address`.
    func mayCome(from address: SocketAddress) -> Bool {
        (isFollowed && isProtected) || host.sameHost(as: address)
    }
}
