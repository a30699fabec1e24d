import NetworkIO
import Session
import Synchronization
import Units

/// What a receiver does where packets cannot be understood, or keys are not good any more.
extension ReceiverLink {
    /// What a sender hears whose packets are protected otherwise than this end's.
    static let otherProtection =
        "it does not protect its packets as this end does; install the same version on both"
    /// How often another stream is asked for at most.
    private static let renewalInterval = Nanoseconds(2_000_000_000)
    /// So many packets in a row that are not good: none of this stream will be any more, for the count of
    /// their numbers is lost (RFC 3711 §3.3.1). Less may be a stranger's doing.
    private static let deafness = 100

    /// Asks for another stream, with keys of its own, where nothing of this one can be understood any more, or
    /// where this end's own key has served its time.
    func renewIfDeaf(_ stream: ReceiveStream, _ now: Nanoseconds) {
        let counts = stream.counts
        let packets = counts.packets.load(ordering: .relaxed)
        let isDeaf =
            packets == heardPackets
            && counts.refusedInARow.load(ordering: .relaxed) >= Self.deafness
        heardPackets = packets
        guard isDeaf || counts.isWornOut.load(ordering: .relaxed), incoming == nil,
            now >= nextRenewal
        else { return }
        nextRenewal = now + Self.renewalInterval
        observer.event(
            LinkEvent(
                .info, "stream.renewed",
                "\(guest?.hello.name ?? "the sender") is asked for another stream, with other keys")
        )
        _ = say(.renew(StreamReference(ssrc: stream.description.ssrc)))
    }

    /// Ends the session of a sender whose key was removed.
    func isStillLetIn(_ guest: Guest, _ now: Nanoseconds) -> Bool {
        if meeting.isStillLetIn(guest.connection, now) { return true }
        lose("its key was removed")
        return false
    }
}
