import Simulation
import Streaming

/// `simulate delay`: what automatic delays make of networks.
enum DelayRun {
    private static let table = Table(columns: [
        ("network", 18), ("profile", 9), ("mean delay ms", 15), ("greatest ms", 13),
        ("late a minute", 15), ("grown", 7),
    ])

    /// So many seconds each; draws `plot` too where one is given. False where something missed its target.
    static func run(seconds: Int?, seed: UInt64, plot path: String?) throws(Fault) -> Bool {
        print(table.heading)
        var isGood = true
        var plot = DelayPlot()
        for scenario in DelayScenario.table {
            var scenario = scenario
            if let seconds { scenario.seconds = seconds }
            for profile in DelayProfile.allCases {
                let outcome = scenario.run(profile, seed: seed)
                plot.add(scenario.name, profile, outcome)
                print(
                    table.row([
                        scenario.name, profile.rawValue,
                        Report.fixed(Double(outcome.delay) * 1e-6, 2),
                        Report.fixed(Double(outcome.greatestDelay) * 1e-6, 2),
                        Report.fixed(outcome.latePerMinute, 2), "\(outcome.growths)",
                    ]))
                // The targets are the normal profile's.
                guard profile == .normal else { continue }
                let faults = scenario.faults(of: outcome)
                for fault in faults { print("  missed: \(fault)") }
                if !faults.isEmpty {
                    print(
                        "  seed \(seed); again: simulate delay --seconds \(scenario.seconds) "
                            + "--seed \(seed)")
                }
                isGood = isGood && faults.isEmpty
            }
        }
        if let path {
            var file = try TextFile(path)
            file.write(plot.svg)
        }
        return isGood
    }
}
