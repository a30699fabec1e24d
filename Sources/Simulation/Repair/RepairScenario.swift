package import Streaming

/// A lossy network, a latency, and what repair must make of it.
package struct RepairScenario: Sendable {
    package var name: String
    package var losses: LossyWay.Losses
    /// Of the network alone, ns.
    package var roundTrip: Int64
    /// From port to port, ns.
    package var latency: Int64
    /// Bytes beside the stream, as a part of it, at most.
    package var mostOverhead = 1.2
    /// What a copy at a distance takes of the original's bytes: f32 has copies of half its size.
    package var copyShare = 0.5
    /// The part of the packets that may be missing, and how many gaps a minute; nil is not asked.
    package var mostMissing: Double?
    package var mostGaps: Double?

    /// What a period of 128 frames at 48 kHz, the resampler, and the time to run take of the latency, ns.
    private static var need: Int64 { 2_666_667 + 460_000 + 1_000_000 }

    /// What was chosen, and what came of it.
    package struct Result: Sendable {
        package var choice: RepairChoice
        package var outcome: RepairSimulation.Outcome
    }

    /// Repairs `packets` packets as `--repair auto` does once it knows the network.
    package func run(packets: Int, seed: UInt64) -> Result {
        let budget = latency - roundTrip / 2 - Self.need
        var policy = RepairPolicy()
        policy.mostOverhead = mostOverhead
        let (loss, burst) = losses.means
        let choice = policy.choose(
            RepairPolicy.Situation(
                loss: loss, burst: burst, roundTrip: roundTrip, jitter: 0, budget: budget,
                spacing: RepairSimulation.spacing, copyShare: copyShare)
        ).choice
        let simulation = RepairSimulation(
            losses: losses, roundTrip: roundTrip, budget: budget, choice: choice,
            copyShare: copyShare, seed: seed)
        return Result(choice: choice, outcome: simulation.run(packets: packets))
    }

    /// What was missed, a line each.
    package func faults(of outcome: RepairSimulation.Outcome) -> [String] {
        var faults: [String] = []
        if let mostMissing, outcome.residual > mostMissing {
            faults.append("\(outcome.missing) of \(outcome.packets) packets are missing")
        }
        if let mostGaps, outcome.gapsPerMinute > mostGaps {
            faults.append("\(outcome.gapsPerMinute) gaps a minute, more than \(mostGaps)")
        }
        if outcome.overhead > mostOverhead + 0.01 {
            faults.append("\(outcome.overhead) of the stream beside it")
        }
        if outcome.wrong > 0 { faults.append("\(outcome.wrong) packets computed wrong") }
        return faults
    }

    package static let table: [RepairScenario] = [
        random("random-1", 0.01, missing: 0), random("random-5", 0.05, missing: 0),
        random("random-10", 0.1, missing: 1e-5),
        far("far-random-5", .random(0.05), missing: 5e-4),
        far("far-time-5x3", .time(0.05, burst: 3), missing: 5e-3),
        RepairScenario(
            name: "near-datagrams-5x5", losses: .datagrams(0.05, burst: 5), roundTrip: 500_000,
            latency: 30_000_000, mostGaps: 6),
    ]

    private static func random(_ name: String, _ loss: Double, missing: Double) -> RepairScenario {
        RepairScenario(
            name: name, losses: .random(loss), roundTrip: 5_000_000, latency: 20_000_000,
            mostMissing: missing)
    }

    private static func far(
        _ name: String, _ losses: LossyWay.Losses, missing: Double
    ) -> RepairScenario {
        RepairScenario(
            name: name, losses: losses, roundTrip: 80_000_000, latency: 65_000_000,
            mostOverhead: 0.6, mostMissing: missing)
    }
}
