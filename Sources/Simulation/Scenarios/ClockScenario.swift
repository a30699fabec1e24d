/// A link, a seed and what is asked of it.
package struct ClockScenario: Sendable {
    /// What must hold; nil is not asked.
    package struct Targets: Hashable, Sendable {
        package var discontinuities: Int? = 0
        /// The latency error is 0.2 ms at most from then on, s.
        package var lock: Double? = 2
        /// Root mean square of the error of the ratio, 1 s means, from 30 s on, ppm.
        package var wander: Double? = 0.5
        /// Latency error from 10 s on, s.
        package var errorAfter10: Double?

        package init() {}
    }

    /// What came of it.
    package struct Outcome: Sendable {
        package var summary: ClockSummary
        package var packets: ClockLink.Counts
    }

    package var name: String
    package var link = ClockLink.Settings()
    package var seconds = 120.0
    package var seed: UInt64 = 1
    package var targets = Targets()

    package init(_ name: String) { self.name = name }

    /// Runs the link and shows each of its cycles, and each second that one completes.
    package func run(
        _ show: (ClockLink.Reading, ClockSummary.Second?) -> Void = { _, _ in }
    ) -> Outcome {
        var link = ClockLink(link, seed: seed)
        let receiver = self.link.receiver
        var summary = ClockSummary(period: Double(receiver.period) / Double(receiver.rate))
        while summary.duration < seconds {
            let reading = link.nextReading()
            show(reading, summary.add(reading))
        }
        return Outcome(summary: summary, packets: link.counts)
    }

    /// What of `targets` was missed, a line each.
    package func faults(of outcome: Outcome) -> [String] {
        let summary = outcome.summary
        var faults: [String] = []
        guard let start = summary.start else { return ["nothing was played"] }
        if let most = targets.discontinuities, summary.discontinuities > most {
            faults.append("\(summary.discontinuities) discontinuities")
        }
        if let latest = targets.lock, let lock = summary.lock, max(lock, start) > latest {
            let time = Self.rounded(max(lock, start))
            faults.append("locked to 0.2 ms after \(time) s, later than \(latest) s")
        }
        if let most = targets.wander, summary.wanderAfter30 > most {
            let wander = Self.rounded(summary.wanderAfter30)
            faults.append("the ratio wanders by \(wander) ppm, beyond \(most)")
        }
        if let most = targets.errorAfter10, summary.errorAfter10 > most {
            let error = Self.rounded(summary.errorAfter10 * 1e6)
            faults.append("latency error of \(error) µs after 10 s, beyond \(most * 1e6)")
        }
        return faults
    }

    /// To three decimals.
    private static func rounded(_ number: Double) -> Double { (number * 1e3).rounded() / 1e3 }
}
