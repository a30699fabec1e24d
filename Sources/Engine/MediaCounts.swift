import Streaming
import Synchronization

/// What a media thread counts of one stream, for whoever reports. Any thread.
final class MediaCounts: Sendable {
    let packets = Atomic<Int>(0)
    let octets = Atomic<Int>(0)
    let late = Atomic<Int>(0)
    /// Of those, while a JACK server at either end lost time.
    let heldUp = Atomic<Int>(0)
    let lost = Atomic<Int>(0)
    let concealed = Atomic<Int>(0)
    let repaired = Atomic<Int>(0)
    /// Refused: had come before; changed on the way, or not the sender's; of either since the last good one.
    let replayed = Atomic<Int>(0)
    let forged = Atomic<Int>(0)
    let refusedInARow = Atomic<Int>(0)
    /// The key of its feedback has protected as many packets as one may.
    let isWornOut = Atomic<Bool>(false)
    /// What the sender is to be asked for: the bits of a `RepairPlan`.
    let plan = Atomic<UInt64>(RepairPlan().bits)
    /// Of a sender: packets that were longer than the way takes.
    let tooLong = Atomic<Int>(0)
    /// What half of the packets, 95 and 99 of a hundred take at most beyond the fastest, ns.
    let jitter50 = Atomic<Int64>(0)
    let jitter95 = Atomic<Int64>(0)
    let jitter99 = Atomic<Int64>(0)
    /// The sender's clock beside this end's, less 1, and its standard deviation: 10⁻¹²; `unknown` where there
    /// is none.
    let clockRatio = Atomic<Int64>(MediaCounts.unknown)
    let clockWander = Atomic<Int64>(MediaCounts.unknown)
    /// Half of the least round trip that the latency is counted with, ns; below 0 where none is known.
    let distance = Atomic<Int64>(-1)
    /// What repairs now: the bits of a `RepairChoice`.
    let repair = Atomic<UInt64>(0)
    /// On the way of the media, the least lately, ns; below 0 where it is not known.
    let roundTrip = Atomic<Int64>(-1)
    /// From port to port, ns: as it is, and the least that would work.
    let latency = Atomic<Int64>(0)
    let floor = Atomic<Int64>(0)
    /// And what it is meant to be.
    let target = Atomic<Int64>(0)
    /// From the shortest way's arrival to the port, ns.
    let delay = Atomic<Int64>(0)
    /// The latency asked for is not played, because it would be too little.
    let isRaised = Atomic<Bool>(false)

    static let unknown = Int64.min

    /// Of a receiver's stream.
    var totals: LinkTotals {
        LinkTotals(
            received: packets.load(ordering: .relaxed), lost: lost.load(ordering: .relaxed),
            late: late.load(ordering: .relaxed), heldUp: heldUp.load(ordering: .relaxed),
            concealedFrames: concealed.load(ordering: .relaxed),
            repaired: repaired.load(ordering: .relaxed),
            replayed: replayed.load(ordering: .relaxed),
            forged: forged.load(ordering: .relaxed))
    }
}
