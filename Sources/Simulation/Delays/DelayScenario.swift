package import Streaming
import Units

/// A network with jitter, and what an automatic delay must make of it.
package struct DelayScenario: Sendable {
    package var name: String
    package var network: Impairment
    /// So long, s.
    package var seconds = 600
    /// From 15 s on: late packets a minute, and the delay beyond what a cycle needs, ns, at most.
    package var mostLate: Double?
    package var mostDelay: Int64?

    /// From 15 s on.
    package struct Outcome: Sendable {
        package var latePerMinute: Double
        /// Mean and greatest, beyond what a cycle needs, ns.
        package var delay: Int64
        package var greatestDelay: Int64
        package var growths: Int
        /// What each packet took, ns.
        package var transits: [Int64]
    }

    package func run(_ profile: DelayProfile, seed: UInt64) -> Outcome {
        var link = DelayNetwork(network, profile, seed: seed)
        link.run(15_000_000_000)
        let before = link.controller.growths
        link.run(Int64(seconds - 15) * 1_000_000_000)
        let judged = link.seconds.dropFirst(15)
        let late = judged.reduce(0) { $0 + $1.late }
        let delays = judged.map(\.delay).filter { $0 > 0 }
        return Outcome(
            latePerMinute: Double(late) / (Double(judged.count) / 60),
            delay: delays.reduce(0, +) / Int64(max(delays.count, 1)),
            greatestDelay: delays.max() ?? 0, growths: link.controller.growths - before,
            transits: link.transits)
    }

    /// What was missed, a line each.
    package func faults(of outcome: Outcome) -> [String] {
        var faults: [String] = []
        if let mostLate, outcome.latePerMinute > mostLate {
            faults.append("\(outcome.latePerMinute) late packets a minute")
        }
        if let mostDelay, outcome.greatestDelay > mostDelay {
            faults.append("a delay of \(Double(outcome.greatestDelay) * 1e-6) ms")
        }
        return faults
    }

    package static let table: [DelayScenario] = [
        make("quiet", "jitter=30us,distribution=exponential", late: 1, delay: 1),
        make("uniform-20", "jitter=10ms", late: 1, delay: 23),
        make("uniform-20-kept", "jitter=10ms,order=kept", late: 1, delay: 23),
        make("exponential-1", "jitter=1ms,distribution=exponential", late: 4),
        make("exponential-5", "jitter=5ms,distribution=exponential", late: 4),
        make("gamma-3", "jitter=3ms,distribution=gamma", late: 4),
        make("pareto-1", "jitter=1ms,distribution=pareto"),
        make("stalls", "jitter=30us,distribution=exponential,stall=10ms/100ms", late: 1, delay: 14),
        make("outages", "jitter=1ms,distribution=exponential,outage=3s/120s", late: 4),
    ]

    private static func make(
        _ name: String, _ network: String, late: Double? = nil, delay: Int64? = nil
    ) -> DelayScenario {
        do throws(InvalidImpairment) {
            return DelayScenario(
                name: name, network: try Impairment(network), mostLate: late,
                mostDelay: delay.map { $0 * 1_000_000 })
        } catch { preconditionFailure("\(name): \(error)") }
    }
}
