/// One direction of a network for the simulation of repair: says when a datagram arrives, if it does.
package struct LossyWay: Sendable {
    package enum Losses: Hashable, Sendable {
        /// Each datagram by itself.
        case random(Double)
        /// Runs of `burst` packets on average that last a time: whatever is sent in it is lost, as on a
        /// radio link. The state is that of the slot of one packet.
        case time(Double, burst: Double)
        /// Runs of `burst` datagrams on average: each one moves the state (Gilbert and Elliott).
        case datagrams(Double, burst: Double)
    }

    private let losses: Losses
    private let delay: Int64
    private let jitter: Double
    private let slot: Int64
    private var random: SeededRandom
    private var isBad = false
    private var lastSlot: Int64 = 0

    /// `delay` and the exponential `jitter`'s mean in ns; `slot` is from one packet to the next.
    init(_ losses: Losses, delay: Int64, jitter: Int64, slot: Int64, seed: UInt64) {
        self.losses = losses
        self.delay = delay
        self.jitter = Double(jitter)
        self.slot = slot
        random = SeededRandom(seed: seed)
    }

    /// When what leaves at `now` arrives, ns; nil where it is lost.
    mutating func pass(_ now: Int64) -> Int64? {
        switch losses {
        case .random(let loss): isBad = random.chance(loss)
        case .time(let loss, let burst):
            while lastSlot < now / slot {
                move(loss, burst)
                lastSlot += 1
            }
        case .datagrams(let loss, let burst): move(loss, burst)
        }
        guard !isBad else { return nil }
        return now + delay + Int64(jitter > 0 ? jitter * random.exponential() : 0)
    }

    private mutating func move(_ loss: Double, _ burst: Double) {
        let leave = 1 / burst
        isBad = isBad ? !random.chance(leave) : random.chance(leave * loss / (1 - loss))
    }
}

extension LossyWay.Losses {
    /// The part that is lost, and the mean length of a run.
    var means: (loss: Double, burst: Double) {
        switch self {
        case .random(let loss): (loss, 1 / (1 - loss))
        case .time(let loss, let burst), .datagrams(let loss, let burst): (loss, burst)
        }
    }
}
