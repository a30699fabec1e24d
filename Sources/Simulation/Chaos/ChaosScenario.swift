import Units

/// Hours of faults, one after the other, from a seed, and whether the sound comes back after each, at the same
/// latency, and stays until the next one.
package struct ChaosScenario: Sendable {
    package struct Outcome: Sendable {
        package struct Tally: Sendable {
            package var count = 0
            /// From the end of the cause to the sound, at worst, ns.
            package var worst: Int64 = 0
        }

        package var tallies: [ChaosEvent.Kind: Tally] = [:]
        package var faults = 0
        package var packets = 0
        /// Of the latency, when it should be right, at most, ns.
        package var worstError = 0.0
        /// What went wrong, the first ten.
        package var failures: [String] = []
        /// It went on to the end.
        package var isWhole = false
    }

    /// From the end of a cause to the sound, at the right latency, ns.
    package static let bearable: Int64 = 2_000_000_000
    /// Of the latency, ns.
    package static let tolerance = 1e6
    /// What is heard can be told at least so often, ns.
    private static let unread: Int64 = 120_000_000
    /// Between what is bearable and the next fault, ns.
    private static let rest: Int64 = 4_000_000_000

    package var seconds: Double
    package var seed: UInt64

    package init(seconds: Double, seed: UInt64) {
        self.seconds = seconds
        self.seed = seed
    }

    /// Runs it; `progress` hears of each hour that has passed.
    package func run(_ progress: (Int) -> Void = { _ in }) -> Outcome {
        var outcome = Outcome()
        guard let link = try? SimulatedLink(seed: seed) else { return outcome }
        var random = SeededRandom(seed: seed &+ 1)
        let end = Int64(seconds * 1e9)
        var now: Int64 = 0
        judge(link, nil, from: 0, until: Self.bearable + Self.rest, &outcome)
        now = Self.bearable + Self.rest
        while now < end, outcome.failures.count < 10 {
            let event = ChaosEvent(&random)
            do { try link.begin(event, now: now) } catch { return outcome }
            let over = now + event.length.count
            while link.run(until: over) != nil {}
            link.end(event)
            let next = over + Self.bearable + Self.rest
            judge(link, event, from: over, until: next, &outcome)
            outcome.faults += 1
            if link.spins {
                outcome.failures.append("\(event.kind.rawValue): a deadline stays due")
            }
            if link.spins { return outcome }
            if next / 3_600_000_000_000 > now / 3_600_000_000_000 {
                progress(Int(next / 3_600_000_000_000))
            }
            now = next
        }
        outcome.packets = link.packets
        outcome.isWhole = now >= end
        return outcome
    }

    /// Hears what comes out from `instant` until `end`, after `event`.
    private func judge(
        _ link: SimulatedLink, _ event: ChaosEvent?, from instant: Int64, until end: Int64,
        _ outcome: inout Outcome
    ) {
        var wrong = instant
        var read = instant
        var worst = 0.0
        while let reading = link.run(until: end) {
            let error = reading.error?.magnitude ?? 0
            if reading.error != nil { read = reading.time }
            if reading.isSilent || error > Self.tolerance || reading.time - read > Self.unread {
                wrong = reading.time
            } else if reading.time > instant + Self.bearable {
                worst = max(worst, error)
            }
        }
        outcome.worstError = max(outcome.worstError, worst)
        let time = wrong - instant
        if let kind = event?.kind {
            var tally = outcome.tallies[kind] ?? Outcome.Tally()
            tally.count += 1
            tally.worst = max(tally.worst, time)
            outcome.tallies[kind] = tally
        }
        guard time > Self.bearable else { return }
        let what = event.map {
            "\($0.kind.rawValue) for \($0.length.seconds) s, strength \($0.strength)"
        }
        outcome.failures.append(
            "\(Double(instant) * 1e-9) s: not right after \(Double(time) * 1e-9) s (\(what ?? "the start"))"
        )
    }
}
