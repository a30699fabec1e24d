package import Units

/// What a network does to the datagrams that an end of a link sends; `--impair`, and the simulations.
package struct Impairment: Hashable, Sendable {
    /// How waiting times are distributed, beyond `delay`.
    package enum Distribution: String, CaseIterable, Sendable {
        /// 0 … 2 × jitter.
        case uniform
        /// Of mean jitter.
        case exponential
        /// Of mean jitter: the sum of four exponential times, without a sharp floor.
        case gamma
        /// |normal| of mean jitter.
        case normal
        /// Of mean jitter and index 2.5: now and then a very long one.
        case pareto
    }

    /// What the bursts of a lossy network move with.
    package enum BurstModel: String, CaseIterable, Sendable {
        /// The bad state lasts so many datagrams (Gilbert and Elliott): more of them shorten it.
        case datagrams
        /// The bad state lasts a time: whatever is sent in it is lost, as on a radio link.
        case time
    }

    /// The part of all datagrams that is lost, 0 … 1.
    package var loss = 0.0
    /// Mean length of a run of losses, datagrams; 1 is independent losses.
    package var burst = 1.0
    package var burstModel = BurstModel.datagrams
    package var delay = Nanoseconds.zero
    /// Mean of what is added to `delay`.
    package var jitter = Nanoseconds.zero
    package var distribution = Distribution.uniform
    /// Datagrams may overtake each other because of their jitter.
    package var overtakes = true
    /// The part of all datagrams that is held back so that the next ones overtake it, 0 … 1.
    package var reorder = 0.0
    /// The part of all datagrams that arrives twice, 0 … 1.
    package var duplicate = 0.0
    /// Bits a second that pass; 0 is no limit.
    package var rate = 0.0
    /// So long a datagram may queue for `rate`; one that would have to wait longer is lost.
    package var queue = Nanoseconds(200_000_000)
    /// Every `outageEvery`, nothing passes for `outage`.
    package var outage = Nanoseconds.zero
    package var outageEvery = Nanoseconds(60_000_000_000)
    /// Every `stallEvery`, what is sent in the last `stall` of it arrives at its end, as it does on
    /// Wi-Fi.
    package var stall = Nanoseconds.zero
    package var stallEvery = Nanoseconds(100_000_000)
    package var seed: UInt64?

    package init() {}
}
