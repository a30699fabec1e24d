// The least delay that works, found by itself: networks in virtual time, packets of 128 frames at 48 kHz.
import Testing
import Units

@testable import Simulation
@testable import Streaming

@Suite struct DelayControllerTests {
    /// Packets, and a delay that follows as the JACK thread's does.
    private struct Network {
        static let spacing: Int64 = 2_666_667
        static let need: Int64 = 3_600_000

        var controller: DelayController
        var follower = DelayFollower(canStretch: true, latitude: 0)
        var now: Int64 = 0
        var isPlaying = false
        /// Late packets, and the delay beyond what a cycle needs, of every second.
        var late: [Int] = []
        var delays: [Double] = []
        private var seconds = 0

        init(_ profile: DelayProfile) { controller = DelayController(profile) }

        /// A packet that took `transit` ns; nil where it was lost.
        mutating func packet(_ transit: Int64?, repair: Int64 = 0) {
            now += Self.spacing
            var transits = Transits()
            if let transit { transits.note(transit) }
            let held = Int64(follower.held * 1e9)
            if isPlaying {
                if late.count <= seconds {
                    late.append(0)
                    delays.append(0)
                }
                if let transit, transit > held - Self.need { late[seconds] += 1 }
                controller.update(
                    transits, held: held, need: Self.need, frame: 0, repair: repair, now: now)
                let rest = follower.follow(
                    Double(controller.delay) * 1e-9, period: Double(Self.spacing) * 1e-9)
                if rest != 0 { follower.moved(by: rest) }
                delays[seconds] = follower.held * 1e3 - Double(Self.need) * 1e-6
            } else {
                controller.prepare(transits, need: Self.need, frame: 0, now: now)
                if now > 150_000_000 {
                    isPlaying = true
                    follower.start(at: Double(controller.delay) * 1e-9)
                }
            }
            if now >= Int64(seconds + 1) * 1_000_000_000, isPlaying { seconds = late.count }
        }

        mutating func run(seconds: Double, _ transit: () -> Int64?) {
            let end = now + Int64(seconds * 1e9)
            while now < end { packet(transit()) }
        }
    }

    private struct Luck {
        var random: SeededRandom
        init(_ seed: UInt64) { random = SeededRandom(seed: seed) }
        mutating func unit() -> Double { Double(random.next() >> 11) * 0x1p-53 }
        mutating func uniform(_ most: Double) -> Int64 { Int64(unit() * most * 1e6) }
    }

    /// From 15 s on hardly a packet is late, at a delay that physics allows; and half a minute after the
    /// jitter has gone the delay has too.
    @Test(arguments: [(DelayProfile.low, 30), (.normal, 45), (.safe, 58)], [1, 2, 3] as [UInt64])
    func uniformJitter(_ profile: (DelayProfile, seconds: Int), seed: UInt64) {
        var luck = Luck(seed)
        var network = Network(profile.0)
        network.run(seconds: 75) { luck.uniform(20) }
        #expect(network.late[15...].reduce(0, +) == 0)
        #expect(network.delays[15...].allSatisfy { $0 < 21.6 && $0 > 19 })
        network.run(seconds: Double(profile.seconds)) { luck.uniform(0.2) }
        #expect((network.delays.last ?? 99) < 5)
    }

    /// A quiet network is not waited for.
    @Test func whereNothingHappensTheDelayIsShort() {
        var luck = Luck(4)
        var network = Network(.normal)
        network.run(seconds: 20) { luck.uniform(0.1) }
        #expect(network.late.reduce(0, +) == 0)
        #expect((network.delays.last ?? 99) < 0.8)
    }

    @Test func lostPacketsChangeNothing() {
        var luck = Luck(5)
        var network = Network(.normal)
        network.run(seconds: 20) { luck.uniform(2) }
        let before = network.controller.growths
        network.run(seconds: 20) { luck.unit() < 0.2 ? nil : luck.uniform(1.9) }
        #expect(network.controller.growths == before)
    }

    /// The way becomes 15 ms longer: one growth, and no more late packets than before after it.
    @Test(arguments: DelayProfile.allCases)
    func anotherWayIsOneGrowth(profile: DelayProfile) {
        var luck = Luck(6)
        var network = Network(profile)
        network.run(seconds: 40) { luck.uniform(1) }
        let before = network.controller.growths
        let late = network.late.reduce(0, +)
        network.run(seconds: 30) { 15_000_000 + luck.uniform(1) }
        #expect(network.controller.growths - before <= 2)
        #expect(network.late.reduce(0, +) - late <= 60)
        #expect(network.late.suffix(25).reduce(0, +) == 0)
        #expect((network.delays.last ?? 0) < 17.5)
    }

    /// A repair that needs more time gets it where the profile allows that much, and not at once.
    @Test(arguments: [(DelayProfile.low, 1.0), (.normal, 15.0), (.safe, 15.0)])
    func repairIsWaitedFor(_ profile: (DelayProfile, delay: Double)) {
        var network = Network(profile.0)
        while network.now < 30_000_000_000 {
            network.packet(100_000, repair: Network.need + 15_000_000)
        }
        #expect((network.delays.last ?? 0) <= profile.delay + 0.5)
        #expect((network.delays.last ?? 0) >= profile.delay - 1)
    }

    /// What becomes shorter does so by a pace that nobody hears.
    @Test func shrinkingIsSlow() {
        var luck = Luck(7)
        var network = Network(.normal)
        network.run(seconds: 30) { luck.uniform(20) }
        network.run(seconds: 60) { luck.uniform(0.1) }
        for (before, after) in zip(network.delays.dropFirst(16), network.delays.dropFirst(17)) {
            #expect(before - after < 2.6)
        }
    }

    @Test func aKeptDelayIsTheStart() {
        var controller = DelayController(.normal, kept: 30_000_000)
        var transits = Transits()
        transits.note(100_000)
        controller.prepare(transits, need: Network.need, frame: 0, now: 0)
        #expect(controller.delay == 30_000_000)
    }
}
