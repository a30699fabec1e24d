// The scenarios that repair is judged by; `make simulate` plays more of each.
import Simulation
import Testing

@Suite struct RepairScenarioTests {
    @Test(arguments: RepairScenario.table.map(\.name))
    func leavesWhatItMay(name: String) throws {
        var scenario = try #require(RepairScenario.table.first { $0.name == name })
        // A minute and a half leaves chance its room.
        scenario.mostMissing = scenario.mostMissing.map { $0 * 1.5 }
        let result = scenario.run(packets: 30_000, seed: 2)
        #expect(result.outcome.lost > 200)
        #expect(scenario.faults(of: result.outcome) == [], "\(result.choice)")
    }

    /// Else the test above could not fail.
    @Test func whatIsMissedIsTold() {
        var scenario = RepairScenario.table[4]
        scenario.mostMissing = 1e-6
        scenario.mostGaps = 0
        scenario.mostOverhead = 0
        #expect(scenario.faults(of: scenario.run(packets: 10_000, seed: 1).outcome).count == 2)
    }
}
