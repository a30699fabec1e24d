import Synchronization

/// What a media thread counts of one stream, for whoever reports. Any thread.
final class MediaCounts: Sendable {
    let packets = Atomic<Int>(0)
    let octets = Atomic<Int>(0)
    let late = Atomic<Int>(0)
    let lost = Atomic<Int>(0)
    let concealed = Atomic<Int>(0)
    let repaired = Atomic<Int>(0)
    /// What repairs: the bits of a `RepairPlan`, and what the sender was told of them.
    let plan = Atomic<UInt64>(0)
    /// Of a sender: packets that were longer than the way takes.
    let tooLong = Atomic<Int>(0)
    let jitter = Atomic<Int64>(0)
    /// From port to port, ns: as it is, and the least that would work.
    let latency = Atomic<Int64>(0)
    let floor = Atomic<Int64>(0)
    /// The latency asked for is not played, because it would be too little.
    let isRaised = Atomic<Bool>(false)

    /// Of a receiver's stream.
    var totals: LinkTotals {
        LinkTotals(
            received: packets.load(ordering: .relaxed), lost: lost.load(ordering: .relaxed),
            late: late.load(ordering: .relaxed),
            concealedFrames: concealed.load(ordering: .relaxed),
            repaired: repaired.load(ordering: .relaxed))
    }
}
