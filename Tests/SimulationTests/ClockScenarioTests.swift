// Whole links in virtual time, positions only: what clock recovery promises, through the code that
// runs on JACK's threads.
import Testing
import Units

@testable import Simulation

@Suite struct ClockScenarioTests {
    /// Runs a scenario, and names what runs it again where it misses its targets.
    @discardableResult
    private func check(_ scenario: ClockScenario) -> ClockScenario.Outcome {
        let outcome = scenario.run()
        let faults = scenario.faults(of: outcome)
        #expect(
            faults == [],
            "seed \(scenario.seed): swift run -c release simulate clock --scenario \(scenario.name) --seed \(scenario.seed) --seconds \(scenario.seconds)"
        )
        return outcome
    }

    private func scenario(_ name: String, seconds: Double, seed: UInt64 = 1) throws -> ClockScenario
    {
        var scenario = try #require(ClockScenario.named(name))
        scenario.seconds = seconds
        scenario.seed = seed
        return scenario
    }

    /// Both cards 200 ppm off, 2 ms of exponential jitter: locked in 2 s, and kept.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func twoMillisecondsOfJitterAreLockedThrough(seed: UInt64) throws {
        check(try scenario("day", seconds: 45, seed: seed))
    }

    @Test(arguments: [
        "quiet", "queue", "youth", "storm", "restless", "birth", "stalls", "loss", "late-callbacks",
        "everything",
        "period-32",
        "period-1024",
        "rates",
    ])
    func aLinkKeepsItsLatency(name: String) throws {
        check(try scenario(name, seconds: name == "period-32" ? 35 : 45))
    }

    @Test(arguments: ["longer-route", "shorter-route"])
    func aNewRouteDoesNotMoveTheSound(name: String) throws {
        let outcome = check(try scenario(name, seconds: 60))
        #expect(outcome.summary.errorAfter10 < 0.1e-3)
    }

    @Test func outagesAreBridgedByTheClock() throws {
        let outcome = check(try scenario("outages", seconds: 60))
        #expect(outcome.packets.lost > 1_000)
        #expect(outcome.summary.errorAfter10 < 0.1e-3)
    }

    /// Two standstills of each server: the positions skip what the receiver's lost, and nothing else.
    @Test func standstillsAreSkipped() throws {
        let outcome = check(try scenario("standstills", seconds: 90))
        #expect(outcome.summary.skips == 2)
        #expect(outcome.summary.errorAfter10 < 0.1e-3)
    }

    /// A target that is missed is told; else the tests above could not fail.
    @Test func whatIsMissedIsTold() throws {
        var gamma = try scenario("gamma", seconds: 40)
        gamma.targets = .init()
        gamma.targets.errorAfter10 = 1e-6
        gamma.targets.wander = 0.01
        let faults = gamma.faults(of: gamma.run())
        #expect(faults.contains { $0.contains("locked to 0.2 ms") })
        #expect(faults.contains { $0.contains("wanders") })
        #expect(faults.contains { $0.contains("latency error") })
        var silent = try scenario("quiet", seconds: 1)
        silent.link.network = try Impairment("loss=100%")
        #expect(silent.faults(of: silent.run()) == ["nothing was played"])
    }

    @Test func lateAndLostPacketsAreCounted() throws {
        var tight = try scenario("quiet", seconds: 10)
        tight.link.network = try Impairment("loss=10%,jitter=4ms")
        tight.link.latency = Nanoseconds(8_000_000)
        let packets = tight.run().packets
        #expect(abs(packets.lost - packets.sent / 10) < 100)
        #expect(packets.late > packets.sent / 8)
        tight.link.latency = Nanoseconds(60_000_000)
        #expect(tight.run().packets.late == 0)
    }

    @Test func theSameSeedIsTheSameLink() throws {
        func errors(_ seed: UInt64) throws -> [Double?] {
            var errors: [Double?] = []
            _ = try scenario("everything", seconds: 5, seed: seed).run { reading, _ in
                errors.append(reading.latencyError)
            }
            return errors
        }
        #expect(try errors(8) == errors(8))
        #expect(try errors(8) != errors(9))
    }

    @Test func namesAreOfOneScenarioEach() {
        let names = ClockScenario.table.map(\.name)
        #expect(Set(names).count == names.count)
    }
}
