import Units

/// An impaired network, sans-IO: told when a datagram leaves, it says when it arrives. The same seed
/// gives the same network. One thread; nothing allocates.
package struct Netem: Sendable {
    /// When a datagram arrives, ns; never where it is lost, and again where it is doubled.
    package struct Arrivals: Sendable {
        package var first: Int64?
        package var second: Int64?
    }

    /// A datagram that is to be overtaken waits so much longer than others, ns, at least.
    private static var heldBack: Double { 3_000_000 }

    private let impairment: Impairment
    private var random: SeededRandom
    private var isBad = false
    private var stateEnd: Int64 = .min
    private var spacing = 1_000_000.0
    private var lastDeparture: Int64 = .min
    private var lineFree: Int64 = .min
    private var newestArrival: Int64 = .min
    private var start: Int64?

    package init(_ impairment: Impairment, seed: UInt64) {
        self.impairment = impairment
        random = SeededRandom(seed: impairment.seed ?? seed)
    }

    /// A datagram of `bytes` leaves at `now` (ns).
    package mutating func pass(_ bytes: Int, now: Int64) -> Arrivals {
        let begin = start ?? now
        start = begin
        guard !isLost(now), !isOut(now &- begin), let queued = queue(bytes, now) else {
            return Arrivals()
        }
        let departure = stalled(queued, since: begin)
        let first = departure &+ travel()
        let isDoubled = random.chance(impairment.duplicate)
        return Arrivals(
            first: ordered(first), second: isDoubled ? ordered(departure &+ travel()) : nil)
    }

    private mutating func isLost(_ now: Int64) -> Bool {
        guard impairment.loss > 0 else { return false }
        guard impairment.burst > 1 else { return random.chance(impairment.loss) }
        switch impairment.burstModel {
        case .datagrams: moveByDatagram()
        case .time: moveByTime(now)
        }
        return isBad
    }

    /// Gilbert's chain: bad for `burst` datagrams on average, so often that `loss` of all are.
    private mutating func moveByDatagram() {
        let leave = 1 / impairment.burst
        let enter = leave * impairment.loss / (1 - impairment.loss)
        isBad = isBad ? !random.chance(leave) : random.chance(enter)
    }

    /// The same in time, measured in the mean spacing of what is sent.
    private mutating func moveByTime(_ now: Int64) {
        if lastDeparture != .min {
            let elapsed = Double(now &- lastDeparture)
            // A volley is one departure.
            if elapsed > 100_000, elapsed < 1e9 { spacing += (elapsed - spacing) / 64 }
        }
        if lastDeparture == .min || now &- lastDeparture > 100_000 { lastDeparture = now }
        if stateEnd == .min { stateEnd = now }
        while now >= stateEnd {
            isBad.toggle()
            let share = isBad ? 1 : (1 - impairment.loss) / impairment.loss
            let mean = impairment.burst * spacing * share
            stateEnd &+= 1 &+ Int64(min(mean * random.exponential(), 1e12))
        }
    }

    private func isOut(_ age: Int64) -> Bool {
        let every = impairment.outageEvery.count
        guard impairment.outage.count > 0, every > 0 else { return false }
        // The first one comes at the end of the first stretch.
        return age % every >= every - impairment.outage.count
    }

    /// When the datagram is on its way; nil where the queue is full.
    private mutating func queue(_ bytes: Int, _ now: Int64) -> Int64? {
        guard impairment.rate > 0 else { return now }
        let begin = max(now, lineFree)
        guard begin &- now <= impairment.queue.count else { return nil }
        // At a bit in a century nothing more comes through, and nothing overflows.
        lineFree = begin &+ Int64(min(Double(bytes) * 8e9 / impairment.rate, 1e15))
        return lineFree
    }

    /// When what is ready at `time` gets through, stalls being counted from `begin`.
    private func stalled(_ time: Int64, since begin: Int64) -> Int64 {
        let every = impairment.stallEvery.count
        guard impairment.stall.count > 0, every > 0 else { return time }
        let left = every - (time &- begin) % every
        return left <= impairment.stall.count ? time &+ left : time
    }

    private mutating func travel() -> Int64 {
        let mean = Double(impairment.jitter.count)
        var wait = 0.0
        if mean > 0 {
            switch impairment.distribution {
            case .uniform: wait = 2 * mean * random.uniform()
            case .exponential: wait = mean * random.exponential()
            case .gamma: wait = mean * random.gamma(shape: 4)
            case .normal: wait = mean * (Double.pi / 2).squareRoot() * abs(random.normal())
            case .pareto: wait = mean * random.pareto(index: 2.5)
            }
        }
        if random.chance(impairment.reorder) { wait += Self.heldBack + mean }
        return impairment.delay.count &+ Int64(min(wait, 60e9))
    }

    private mutating func ordered(_ arrival: Int64) -> Int64 {
        guard !impairment.overtakes else { return arrival }
        newestArrival = max(newestArrival, arrival)
        return newestArrival
    }
}
