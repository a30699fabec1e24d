import NetworkIO
import Session
import Synchronization
import Units

/// Who is let in by a receiver, and who is not.
extension ReceiverLink {
    /// How often it is looked whether the sender's key is still one of those that are accepted.
    private static let keyInterval = Nanoseconds(1_000_000_000)

    /// Says at the start what is to be known of who will be let in.
    func tellDoor() {
        switch security {
        case .open:
            observer.event(
                LinkEvent(
                    .warning, "open",
                    "open: nothing is encrypted, and whoever reaches port \(listener.port) can "
                        + "send; leave --open away unless the network is trusted"))
        case .keys(let keys):
            for trouble in keys.troubles { observer.event(LinkEvent(.warning, "key", trouble)) }
        }
    }

    /// Tells of somebody who was not let in.
    func refuse(_ address: String, _ fault: HandshakeFault) {
        strangers += 1
        observer.event(
            LinkEvent(
                .warning, "peer.refused", "refused \(address): \(Self.words(fault))",
                fields: ["address": .text(address)]))
    }

    private static func words(_ fault: HandshakeFault) -> String {
        switch fault {
        case .noKey, .unknownKey:
            "it has no key that is accepted here; `jacknet key new NAME` makes one for it"
        case .wrongKey:
            "it has a wrong key; `jacknet key rotate NAME` makes another one for it"
        case .inClear:
            "it does not encrypt; leave --open away there, and give it a key with "
                + "`jacknet key new NAME`"
        case .encrypted:
            "it encrypts, and this end is open; say --open there, or leave it away here"
        case .noTLS: "it does not speak as jacknet does"
        case .timedOut: "it did not say within 3 s who it is"
        case .closed: "it went without a word"
        }
    }

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
        guard case .keys(let keys) = security, let key = guest.connection.key, now >= nextKeyLook
        else { return true }
        nextKeyLook = now + Self.keyInterval
        if keys.isStillAccepted(key) { return true }
        guest.connection.send(
            .refuse(Refusal(code: "key", reason: "the key is not accepted there any more; `jacknet key new` makes another one")))
        lose("its key was removed")
        return false
    }
}
