// A link whose network, clocks, cards and processes fail in virtual time: the sound is back within two seconds,
// at the same latency. `make simulate` runs ten hours of it.
import Simulation
import Testing

struct ChaosScenarioTests {
    @Test(arguments: [1, 2]) func soundComesBackAfterEachFault(seed: UInt64) {
        let outcome = ChaosScenario(seconds: 45, seed: seed).run()
        #expect(outcome.isWhole)
        #expect(outcome.failures.isEmpty, "seed \(seed)")
        #expect(outcome.faults > 4)
    }

    @Test func theSameSeedIsTheSameChaos() {
        let one = ChaosScenario(seconds: 12, seed: 7).run()
        let other = ChaosScenario(seconds: 12, seed: 7).run()
        #expect(one.packets == other.packets && one.worstError == other.worstError)
    }
}
