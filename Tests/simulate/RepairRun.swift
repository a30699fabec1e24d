import Simulation
import Streaming

/// `simulate repair`: what is missing after repair in each scenario, and what that costs.
enum RepairRun {
    private static let table = Table(columns: [
        ("scenario", 20), ("lost %", 8), ("round trip ms", 15), ("latency ms", 12),
        ("repair", 12), ("beside the stream %", 21), ("missing", 9), ("missing %", 11),
        ("gaps a minute", 15),
    ])

    /// So many minutes of packets each; false where something missed its target.
    static func run(minutes: Double, seed: UInt64) -> Bool {
        print(table.heading)
        var isGood = true
        for scenario in RepairScenario.table {
            let packets = Int(minutes * 60e9 / Double(RepairSimulation.spacing))
            let result = scenario.run(packets: packets, seed: seed)
            let outcome = result.outcome
            func percent(_ part: Double, _ decimals: Int) -> String {
                Report.fixed(part * 100, decimals)
            }
            print(
                table.row([
                    scenario.name, percent(Double(outcome.lost) / Double(outcome.packets), 2),
                    Report.fixed(Double(scenario.roundTrip) * 1e-6, 1),
                    Report.fixed(Double(scenario.latency) * 1e-6, 0),
                    result.choice.description, percent(outcome.overhead, 1),
                    "\(outcome.missing)", percent(outcome.residual, 4),
                    Report.fixed(outcome.gapsPerMinute, 1),
                ]))
            let faults = scenario.faults(of: outcome)
            for fault in faults { print("  missed: \(fault)") }
            if !faults.isEmpty {
                print("  seed \(seed); again: simulate repair --minutes \(minutes) --seed \(seed)")
            }
            isGood = isGood && faults.isEmpty
        }
        return isGood
    }
}
