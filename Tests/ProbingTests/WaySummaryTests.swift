// What a probe says of a way is what the way does: losses and their runs, jitter, order, the other clock.
import Testing
import Units

@testable import Probing

@Suite struct WaySummaryTests {
    @Test func aQuietWayHasNeitherJitterNorLoss() {
        let way = SimulatedProbe("delay=5ms").summary()
        #expect(way.loss.lost == 0)
        #expect(way.lossBack.lost == 0)
        #expect(way.reordered == 0)
        #expect(way.jitter.greatest < 1_000)
        #expect((10_000_000...10_001_000).contains(way.roundTrip.least))
        #expect(way.trafficClass == 0xb8)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func lossesAndTheirRunsAreCounted(seed: UInt64) {
        var probe = SimulatedProbe("delay=5ms,loss=5%,burst=3", back: "delay=5ms")
        probe.seed = seed
        let way = probe.summary()
        #expect((0.03...0.07).contains(way.loss.share), "\(way.loss.share)")
        let length = Double(way.loss.lost) / Double(way.loss.runCount)
        #expect((2.4...3.6).contains(length), "\(length)")
        #expect(way.loss.longestRun >= 6)
        #expect(way.loss.greatestShare > way.loss.share)
        #expect(way.lossBack.lost == 0)
    }

    /// A way back that loses answers says nothing of the way there.
    @Test func theWaysAreToldApart() {
        let way = SimulatedProbe("delay=5ms", back: "delay=5ms,loss=10%").summary()
        #expect(way.loss.lost == 0)
        #expect((0.08...0.12).contains(way.lossBack.share))
    }

    @Test func jitterIsOfTheWayItIsOn() {
        let way = SimulatedProbe(
            "delay=5ms,jitter=2ms,distribution=exponential", back: "delay=5ms"
        ).summary()
        // The median of an exponential is ln 2 of its mean, 95 of 100 are under three times the mean.
        #expect((1_200_000...1_600_000).contains(way.jitter.median), "\(way.jitter.median)")
        #expect((5_400_000...6_600_000).contains(way.jitter.high95), "\(way.jitter.high95)")
        #expect(way.jitterBack.high99 < 50_000)
        #expect(way.reordered > 100)
    }

    @Test(arguments: [-2e-4, 0, 3e-5, 2e-4])
    func theOtherClockIsRead(drift: Double) {
        var probe = SimulatedProbe("delay=5ms,jitter=0.2ms,distribution=exponential")
        probe.offset = 3_600_000_000_000
        probe.drift = drift
        let clock = probe.summary().clock
        #expect(abs(clock.drift - drift) < 3e-6, "\(clock.drift)")
        #expect(abs(clock.drift - drift) < clock.driftUncertainty)
        // In the middle of the probe the drift has run for ten seconds.
        let truth = probe.offset + Int64(drift * 10e9)
        #expect(abs(clock.offset - truth) <= clock.uncertainty)
    }

    @Test func aDriftIsNoJitter() {
        var probe = SimulatedProbe("delay=5ms")
        probe.drift = 2e-4
        // 2 ms in ten seconds; the line is below it to some ten microseconds.
        #expect(probe.summary().jitter.greatest < 60_000)
    }

    @Test func tooFewAnswersSayNothing() {
        var probe = SimulatedProbe("delay=5ms")
        probe.seconds = 0.04
        #expect(WaySummary(probe.records(), spacing: probe.shape.spacing) == nil)
        #expect(WaySummary([], spacing: 1) == nil)
    }

    @Test func noLossSeenIsNotNoLoss() {
        // Three of so many: the rule of three.
        let loss = LossSummary([Bool](repeating: true, count: 3_000))
        #expect(loss.share == 0)
        #expect((0.0009...0.0011).contains(loss.greatestShare), "\(loss.greatestShare)")
    }
}
