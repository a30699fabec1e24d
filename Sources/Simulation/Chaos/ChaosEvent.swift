package import Units

/// What befalls a simulated link, and for how long.
package struct ChaosEvent: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case outage, loss, bursts, duplicates, reordering, corruption, jitter
        case senderFrozen = "sender frozen"
        case receiverFrozen = "receiver frozen"
        case senderStandstill = "sender's server stands still"
        case receiverStandstill = "receiver's server stands still"
        case senderXrun = "sender's xrun"
        case receiverXrun = "receiver's xrun"
        case senderDrift = "sender's clock drifts"
        case receiverDrift = "receiver's clock drifts"
        case senderPeriod = "sender's period changes"
        case receiverPeriod = "receiver's period changes"
    }

    package var kind: Kind
    /// Until its cause is over; zero for what happens at once.
    package var length: Nanoseconds
    /// What it takes more: a part of 1, or a choice.
    package var strength: Double

    init(_ random: inout SeededRandom) {
        let kinds = Kind.allCases
        kind = kinds[Int(random.next() % UInt64(kinds.count))]
        strength = random.uniform()
        // From 20 ms to 10 s, short ones as likely as long ones.
        let decades = 2.7 * random.uniform()
        var seconds = 0.02
        for _ in 0..<Int(decades * 10) { seconds *= 1.258_925 }
        switch kind {
        case .senderXrun, .receiverXrun, .senderDrift, .receiverDrift, .senderPeriod,
            .receiverPeriod:
            seconds = 0
        case .senderStandstill, .receiverStandstill: seconds = min(seconds, 2)
        default: break
        }
        length = Nanoseconds(Int64(seconds * 1e9))
    }

    /// The network while it lasts.
    func impairment(_ calm: Impairment) -> Impairment {
        var impairment = calm
        switch kind {
        case .outage: impairment.loss = 1
        case .loss: impairment.loss = 0.02 + 0.5 * strength
        case .bursts:
            impairment.loss = 0.02 + 0.3 * strength
            impairment.burst = 2 + 20 * strength
        case .duplicates: impairment.duplicate = 0.05 + 0.9 * strength
        case .reordering: impairment.reorder = 0.02 + 0.4 * strength
        case .jitter:
            impairment.jitter = Nanoseconds(Int64(1e6 + 40e6 * strength))
            impairment.distribution = .exponential
        default: break
        }
        return impairment
    }
}
