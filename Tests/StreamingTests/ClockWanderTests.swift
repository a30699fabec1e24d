// What is told of the two clocks.
import Testing

@testable import Streaming

@Suite struct ClockWanderTests {
    @Test func meansOfASecondAreJudged() {
        var wander = ClockWander()
        #expect(wander.ratio == nil)
        // Within every second it swings by 10 ppm, from one to the next by 1.
        for tick in 0..<2_000 {
            let swing = tick.isMultiple(of: 2) ? 10.0 : -10
            let step = tick / 100 % 2 == 0 ? 1.0 : -1
            wander.note(200 + swing + step, now: Int64(tick) * 10_000_000)
        }
        #expect(abs((wander.ratio ?? 0) - 200) < 1.3)
        #expect(abs((wander.wander ?? 0) - 1) < 0.1)
    }

    @Test func tooFewSecondsSayNothing() {
        var wander = ClockWander()
        for tick in 0..<40 { wander.note(5, now: Int64(tick) * 100_000_000) }
        #expect(wander.ratio == 5)
        #expect(wander.wander == nil)
    }
}
