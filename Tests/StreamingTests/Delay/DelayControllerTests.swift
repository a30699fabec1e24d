// The least delay that works, found by itself, over networks in virtual time.
import Simulation
import Testing

@testable import Streaming

@Suite struct DelayControllerTests {
    private static let second: Int64 = 1_000_000_000

    private func network(
        _ text: String, _ profile: DelayProfile = .normal, seed: UInt64 = 1
    ) throws -> DelayNetwork {
        DelayNetwork(try Impairment(text), profile, seed: seed)
    }

    private func late(_ network: borrowing DelayNetwork, from second: Int) -> Int {
        network.seconds.dropFirst(second).reduce(0) { $0 + $1.late }
    }

    /// At the end, beyond what a cycle needs, ms.
    private func delay(_ network: borrowing DelayNetwork) -> Double {
        Double(network.seconds.last { $0.delay > 0 }?.delay ?? 0) * 1e-6
    }

    /// From 15 s on no packet is late, at a delay that physics allows; and within a minute after the
    /// jitter has gone the delay has too.
    @Test(
        arguments: [(DelayProfile.low, Int64(30)), (.normal, 45), (.safe, 58)],
        [1, 2, 3] as [UInt64])
    func uniformJitter(_ profile: (DelayProfile, seconds: Int64), seed: UInt64) throws {
        var network = try network("jitter=10ms", profile.0, seed: seed)
        network.run(75 * Self.second)
        #expect(late(network, from: 15) == 0)
        #expect(network.seconds[15..<74].allSatisfy { (19_000_000..<21_600_000) ~= $0.delay })
        network.change(to: try Impairment("jitter=100us"), seed: seed)
        network.run(profile.seconds * Self.second)
        #expect(delay(network) < 5)
    }

    @Test func whereNothingHappensTheDelayIsShort() throws {
        var network = try network("jitter=50us")
        network.run(20 * Self.second)
        #expect(late(network, from: 0) == 0)
        #expect(delay(network) < 0.8)
    }

    @Test func lostPacketsChangeNothing() throws {
        var network = try network("jitter=1ms")
        network.run(20 * Self.second)
        let before = network.controller.growths
        network.change(to: try Impairment("jitter=900us,loss=20%"), seed: 9)
        network.run(20 * Self.second)
        #expect(network.controller.growths == before)
    }

    /// What an outage held back is no jitter.
    @Test func anOutageChangesNothing() throws {
        var network = try network("jitter=200us,outage=3s/20s")
        network.run(18 * Self.second)
        let before = delay(network)
        network.run(40 * Self.second)
        #expect(abs(delay(network) - before) < 0.3)
        #expect(network.controller.growths == 0)
    }

    /// The way becomes 15 ms longer: one growth, and no more late packets than before after it.
    @Test(arguments: DelayProfile.allCases)
    func anotherWayIsOneGrowth(profile: DelayProfile) throws {
        var network = try network("jitter=500us", profile)
        network.run(40 * Self.second)
        let (growths, before) = (network.controller.growths, late(network, from: 0))
        network.run(30 * Self.second, longer: 15_000_000)
        #expect(network.controller.growths - growths <= 2)
        #expect(late(network, from: 0) - before <= 60)
        #expect(late(network, from: 45) == 0)
        #expect(delay(network) < 17.5)
    }

    /// A repair that needs more time gets it where the profile allows that much.
    @Test(arguments: [(DelayProfile.low, 0.5), (.normal, 15.0), (.safe, 15.0)])
    func repairIsWaitedFor(_ profile: (DelayProfile, delay: Double)) throws {
        var network = try network("jitter=50us", profile.0)
        network.repair = DelayNetwork.need + 15_000_000
        network.run(30 * Self.second)
        #expect(abs(delay(network) - profile.delay) < 0.5)
    }

    /// What becomes shorter does so by a pace that nobody hears.
    @Test func shrinkingIsSlow() throws {
        var network = try network("jitter=10ms")
        network.run(30 * Self.second)
        network.change(to: try Impairment("jitter=50us"), seed: 1)
        network.run(60 * Self.second)
        let delays = network.seconds.map(\.delay)
        for (before, after) in zip(delays[20..<88], delays[21..<89]) {
            #expect(before - after < 2_600_000)
        }
        #expect(delay(network) < 1)
    }

    @Test func aKeptDelayIsTheStart() {
        var controller = DelayController(.normal, kept: 30_000_000)
        var transits = Transits()
        transits.note(100_000)
        controller.prepare(transits, need: 3_600_000, frame: 0, now: 0)
        #expect(controller.delay == 30_000_000)
    }
}
