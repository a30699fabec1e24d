import Glibc

/// Which repair suits a network: a pure function of what is known of it. The estimates are those of
/// docs/clock-and-latency.md, "Repair"; they were checked against simulations of every candidate.
package struct RepairPolicy: Hashable, Sendable {
    /// What is known of the network and of the link; times in ns.
    package struct Situation: Hashable, Sendable {
        /// The part of the packets that is lost, and the mean length of a run of losses.
        package var loss: Double
        package var burst: Double
        package var roundTrip: Int64
        package var jitter: Int64
        /// From a packet's earliest arrival to its playing.
        package var budget: Int64
        /// From one packet to the next.
        package var spacing: Int64
        /// What a copy takes of the original's bytes: 1, or 0.5 where it is coded coarser.
        package var copyShare: Double

        package init(
            loss: Double, burst: Double, roundTrip: Int64, jitter: Int64, budget: Int64,
            spacing: Int64, copyShare: Double = 1
        ) {
            self.loss = loss
            self.burst = burst
            self.roundTrip = roundTrip
            self.jitter = jitter
            self.budget = budget
            self.spacing = spacing
            self.copyShare = copyShare
        }
    }

    /// What may be left missing.
    package var target = 1e-4
    /// Bytes sent beside the stream, as a part of it, at most.
    package var mostOverhead = 1.2
    /// Retransmission is taken before anything else where it is as good and as cheap as this.
    package var prefersNack = true
    private static let preferredResidual = 1e-6
    private static let preferredOverhead = 0.4

    package init() {}

    /// The cheapest repair that meets the target, or else the one that leaves least missing.
    package func choose(_ situation: Situation) -> RepairEstimate {
        var best = estimate(.none, situation)
        guard best.residual > target else { return best }
        if prefersNack, let nack = preferredNack(situation) { return nack }
        var least = best.residual
        forEachCandidate(situation) { least = min(least, $0.residual) }
        // What meets the target will do; where nothing does, what is within a factor of two of the best.
        let bound = least <= target ? target : 2 * least
        best.overhead = .infinity
        forEachCandidate(situation) { candidate in
            if candidate.residual <= bound, candidate.overhead < best.overhead { best = candidate }
        }
        return best.overhead < .infinity ? best : estimate(.none, situation)
    }

    /// The least time from a packet's earliest arrival to its playing with which the target is met, ns;
    /// nil where none up to `most` does.
    package func leastBudget(_ situation: Situation, most: Int64) -> Int64? {
        var situation = situation
        let step = max(situation.spacing, 1_000_000)
        situation.budget = 0
        while situation.budget <= most {
            if choose(situation).residual <= target { return situation.budget }
            situation.budget += step
        }
        return nil
    }

    private func preferredNack(_ situation: Situation) -> RepairEstimate? {
        for copies in 1...3 {
            let nack = estimate(.nack(copies: copies), situation)
            if nack.residual <= Self.preferredResidual, nack.overhead <= Self.preferredOverhead {
                return nack
            }
        }
        return nil
    }

    /// All that is affordable.
    private func forEachCandidate(_ situation: Situation, _ body: (RepairEstimate) -> Void) {
        func offer(_ choice: RepairChoice) {
            let candidate = estimate(choice, situation)
            if candidate.overhead <= mostOverhead { body(candidate) }
        }
        offer(.none)
        for copies in 1...3 { offer(.nack(copies: copies)) }
        let distance = reach(situation)
        guard distance >= 1 else { return }
        offer(.copy(distance: distance))
        if distance >= 2 { offer(.copies(near: distance / 2, far: distance)) }
        for copies in 1...2 { offer(.nackAndCopy(copies: copies, distance: distance)) }
        guard isRandom(situation) else { return }
        for parity in 1...6 {
            let data = min(10, distance + 1 - parity)
            if data >= parity { offer(.reedSolomon(data: data, parity: parity)) }
        }
    }

    /// Packets that a copy may lag behind and still come in time.
    package func reach(_ situation: Situation) -> Int {
        let room = situation.budget - situation.jitter - RepairPlan.lag(situation.spacing)
        return Int(max(0, min(room / max(situation.spacing, 1), 64)))
    }

    private func isRandom(_ situation: Situation) -> Bool {
        situation.burst <= 1.2 / (1 - min(situation.loss, 0.9))
    }

    /// What a repair is expected to leave, and to cost.
    package func estimate(_ choice: RepairChoice, _ situation: Situation) -> RepairEstimate {
        let p = situation.loss
        let q = isRandom(situation) ? 0 : 1 - 1 / situation.burst
        func result(_ residual: Double, _ overhead: Double) -> RepairEstimate {
            RepairEstimate(choice: choice, residual: min(residual, p), overhead: overhead)
        }
        /// What a copy leaves of runs; all of it where the copy would come too late.
        func run(_ distance: Int) -> Double {
            distance <= reach(situation) ? pow(q, Double(distance)) : 1
        }
        let share = situation.copyShare
        switch choice {
        case .none: return result(p, 0)
        case .nack(let copies):
            let nack = nack(copies, situation)
            guard nack.tries > 0 else { return result(p, nack.overhead) }
            return result(p * nack.failure + p * pow(q, nack.reach + 1), nack.overhead)
        case .copy(let distance): return result(p * p + p * run(distance), share)
        case .copies(let near, let far):
            guard far <= reach(situation) else {
                return result(p * p + p * run(near), 2 * share)
            }
            return result(p * p * p + p * run(far), 2 * share)
        case .nackAndCopy(let copies, let distance):
            let nack = nack(copies, situation)
            let both = p * p * nack.failure + p * run(distance)
            let alone = estimate(.nack(copies: copies), situation).residual
            return result(min(both, alone), nack.overhead + share)
        case .reedSolomon(let data, let parity):
            let overhead = Double(parity) / Double(data)
            guard data + parity - 1 <= reach(situation) else { return result(p, overhead) }
            return result(p * atLeast(parity, of: data + parity - 1, p), overhead)
        }
    }

    /// Tries that fit, the probability that all fail, how many packets later the first answer comes at
    /// the latest, and the cost.
    private func nack(
        _ copies: Int, _ situation: Situation
    ) -> (tries: Int, failure: Double, reach: Double, overhead: Double) {
        let p = situation.loss
        let grace = 500_000 + situation.jitter
        let interval = RetransmissionRequests.interval(
            situation.roundTrip, Double(situation.spacing))
        let room = situation.budget - grace - situation.roundTrip
        let tries = max(0, floorDivide(room - situation.jitter, interval) + 1)
        let reach = floorDivide(room, max(situation.spacing, 1))
        let failure = pow(1 - pow(1 - pow(p, Double(copies)), 2), Double(tries))
        let repeats = max(
            1, min(Double(tries), Double(situation.roundTrip) / Double(interval) + 1))
        let needless = situation.jitter > 0 ? 0.05 : 0
        return (
            tries, failure, max(0, Double(reach)),
            (p + needless) * Double(copies) * repeats
        )
    }

    private func floorDivide(_ a: Int64, _ b: Int64) -> Int {
        Int((Double(a) / Double(max(b, 1))).rounded(.down))
    }

    /// The probability of `least` or more of `count` independent events.
    private func atLeast(_ least: Int, of count: Int, _ p: Double) -> Double {
        var below = 0.0
        var term = pow(1 - p, Double(count))
        for k in 0..<least {
            below += term
            term *= p / (1 - p) * Double(count - k) / Double(k + 1)
        }
        return max(0, 1 - below)
    }
}
