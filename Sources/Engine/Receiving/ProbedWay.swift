import NetworkIO
import Probing
import RealTime

/// What came of a probe. Any thread.
final class ProbeCount: Sendable {
    let received = Counter()
}

/// A probe as a receiver's media thread holds it.
struct ProbedWay: ~Copyable {
    private var echo: ProbeEcho
    /// Where its datagrams come from; the port is its choice.
    private let peer: SocketAddress
    /// They show by themselves whose they are, wherever they come from.
    private let isProtected: Bool
    private let count: ProbeCount

    init(
        _ echo: consuming ProbeEcho, peer: SocketAddress, isProtected: Bool, count: ProbeCount
    ) {
        self.echo = echo
        self.peer = peer
        self.isProtected = isProtected
        self.count = count
    }

    /// The answer to a datagram that came from `source` at `arrival`, which leaves at `now` (ns); nil where it is
    /// none of the probe's, or gets none.
    mutating func answer(
        _ datagram: UnsafeMutableRawBufferPointer, from source: SocketAddress,
        trafficClass: UInt8, arrival: Int64, now: Int64
    ) -> UnsafeRawBufferPointer? {
        guard echo.isMeant(by: UnsafeRawBufferPointer(datagram)),
            isProtected || peer.sameHost(as: source),
            let answer = echo.answer(
                datagram, arrival: arrival, trafficClass: trafficClass, now: now)
        else { return nil }
        count.received.add()
        return answer
    }
}
