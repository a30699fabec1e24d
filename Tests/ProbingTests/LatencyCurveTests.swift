// The curve of late and lost frames against latency keeps what it promises on ways that are known.
import Codec
import Streaming
import Testing
import Units

@testable import Probing

@Suite struct LatencyCurveTests {
    private static let ways = [
        "delay=0.1ms,jitter=0.05ms,distribution=exponential",
        "delay=1ms,jitter=1ms,distribution=exponential",
        "delay=2ms,jitter=2ms,distribution=gamma",
        "delay=1ms,jitter=5ms,distribution=uniform",
        "delay=1ms,jitter=0.3ms,distribution=exponential,stall=8ms/100ms,order=kept",
        "delay=20ms,jitter=1ms,distribution=pareto",
    ]

    /// Of five probes of each way, at least four promise no less than what truly is late.
    @Test(arguments: ways)
    func theBoundHolds(way: String) {
        let packets = 100_000
        var kept: [DelayProfile: Int] = [:]
        for seed in 1...5 as ClosedRange<UInt64> {
            var probe = SimulatedProbe(way)
            probe.seed = seed
            let curve = probe.curve()
            let truth = probe.truth(packets: packets)
            for profile in [DelayProfile.low, .normal, .safe] {
                let found = curve.recommendation(profile)
                let late = truth.count { $0 > found.latency - curve.floor }
                let anHour = probe.shape.packetsPerSecond * 3_600
                let promised =
                    found.forecast.bound / probe.shape.framesPerPacket * Double(packets) / anHour
                // What so many packets show of rare events is chance: three may be where none is expected.
                if Double(late) <= promised + 3 * max(1, promised.squareRoot()) {
                    kept[profile, default: 0] += 1
                }
            }
        }
        for (profile, count) in kept { #expect(count >= 4, "\(way) \(profile): \(count) of 5") }
        #expect(kept.count == 3)
    }

    /// And no recommendation is much longer than what is really needed.
    @Test func theLatencyIsNotWasted() {
        for seed in 1...5 as ClosedRange<UInt64> {
            var probe = SimulatedProbe("delay=1ms,jitter=1ms,distribution=exponential")
            probe.seed = seed
            let curve = probe.curve()
            let normal = curve.recommendation(.normal).latency - curve.floor
            // A packet a minute of an exponential of 1 ms: ln(22500) = 10.0 ms; to ask again for what may be
            // lost, though nothing was, takes the rest.
            #expect((7_000_000...25_000_000).contains(normal), "\(normal)")
        }
    }

    @Test func theRecommendationsAreInOrder() {
        for way in Self.ways {
            let curve = SimulatedProbe(way).curve()
            let all = [DelayProfile.low, .normal, .safe].map(curve.recommendation)
            #expect(all.map(\.isMet) == [true, true, true], "\(way)")
            #expect(all[0].latency <= all[1].latency, "\(way)")
            #expect(all[1].latency <= all[2].latency, "\(way)")
            #expect(all.allSatisfy { $0.forecast.expected <= $0.forecast.bound })
        }
    }

    @Test func theCurveFalls() {
        let curve = SimulatedProbe("delay=20ms,jitter=2ms,loss=1%,distribution=gamma").curve()
        let points = curve.points(to: 150_000_000, count: 100)
        #expect(points.first?.1.late ?? 0 > 1e8)
        for (before, after) in zip(points, points.dropFirst()) {
            #expect(after.1.late <= before.1.late * 1.000_001)
        }
        #expect(points.last?.1.expected ?? 1e9 < 1e4)
    }

    /// Loss on a long way: parity where there is no time to ask, asking where there is.
    @Test func aRepairIsChosenThatHasTheTime() {
        var probe = SimulatedProbe("delay=20ms,loss=1%")
        probe.seconds = 30
        let curve = probe.curve()
        let tight = curve.forecast(at: curve.floor + 22_000_000)
        guard case .reedSolomon = tight.repair else {
            Issue.record("\(tight.repair)")
            return
        }
        #expect(tight.expected < 1e-3 * 48_000 * 3_600)
        guard case .nack = curve.forecast(at: 250_000_000).repair else {
            Issue.record("\(curve.forecast(at: 250_000_000).repair)")
            return
        }
        let low = curve.recommendation(.low)
        #expect(low.isMet)
        #expect(low.latency < 120_000_000)
    }

    /// No latency brings back what nothing repairs.
    @Test func lossWithoutRepairIsSaid() {
        let curve = SimulatedProbe("delay=20ms,loss=40%,burst=400,burst-model=time").curve()
        let safe = curve.recommendation(.safe)
        #expect(!safe.isMet)
        #expect(safe.forecast.lost > 1e4)
    }

    @Test func aFitLatencyIsTheNormalOne() {
        let curve = SimulatedProbe("delay=1ms,jitter=1ms,distribution=exponential").curve()
        let normal = curve.recommendation(.normal).latency
        #expect(curve.isFit(normal))
        #expect(!curve.isFit(normal - 2 * LatencyCurve.step))
    }

    /// What the receiver and the codec need is in every latency.
    @Test func theFloorIsThatOfALink() {
        let probe = SimulatedProbe("delay=10ms")
        let floor = 10_000_000 + SimulatedProbe.output + DelayPolicy.slack.count
        #expect(abs(probe.curve().floor - floor) < 100_000)
        var opus = probe
        opus.shape = SimulatedProbe.shape(.opus)
        // A frame of 5 ms, and 6.5 ms of lookahead.
        #expect(abs(opus.curve().floor - floor - 11_500_000) < 100_000)
    }
}
