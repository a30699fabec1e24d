// The level meter: peaks since the last reading, across threads.
import DSP
import Testing

@Suite struct LevelMeterTests {
    @Test func keepsThePeakOfEachChannelUntilRead() {
        let meter = LevelMeter(channels: 2)
        meter.observe(0, [0.1, -0.5, 0.2], frames: 3)
        meter.observe(0, [0.3], frames: 1)
        meter.observe(1, [-1.5, 0, 0], frames: 3)
        #expect(meter.takePeak(0) == 0.5)
        #expect(meter.takePeak(0) == 0)
        #expect(meter.takePeak(1) == 1.5)
    }

    @Test func passesOverWhatIsNotFinite() {
        let meter = LevelMeter(channels: 1)
        meter.observe(0, [.nan, .infinity, 0.25, -.infinity, -.nan], frames: 5)
        #expect(meter.takePeak(0) == 0.25)
    }

    @Test func aChannelThatDoesNotExistIsIgnored() {
        let meter = LevelMeter(channels: 1)
        meter.observe(1, [1], frames: 1)
        meter.observe(-1, [1], frames: 1)
        #expect(meter.takePeak(0) == 0)
        #expect(meter.takePeak(1) == 0)
        #expect(meter.takePeak(-1) == 0)
    }

    private final class Shared: Sendable {
        let meter = LevelMeter(channels: 1)
    }

    /// Every value is larger than all before it, so a peak that got lost would leave a wrong
    /// last one.
    @Test func noPeakIsLostBetweenThreads() async {
        let shared = Shared()
        let blocks = 20_000
        let writer = Task.detached {
            for block in 1...blocks { shared.meter.observe(0, [Float(block)], frames: 1) }
        }
        var largest: Float = 0
        var rising = true
        for _ in 0..<blocks {
            let peak = shared.meter.takePeak(0)
            guard peak > 0 else { continue }
            if peak <= largest { rising = false }
            largest = peak
        }
        await writer.value
        largest = max(largest, shared.meter.takePeak(0))
        #expect(rising)
        #expect(largest == Float(blocks))
    }
}
