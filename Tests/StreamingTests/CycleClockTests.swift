import Glibc
import Testing

@testable import Streaming

@Suite struct CycleClockTests {
    /// A client that is called every third time for a while, as one is that shares its machine with something
    /// greedy: JACK's counter knows what it missed, and that is all that is lost.
    @Test(arguments: [4, 7, 40]) func missedCyclesAreCountedOnce(calls: Int) {
        var clock = CycleClock(position: 0, sampleRate: 48_000, periodFrames: 128)
        var cycle: Int64 = 0
        var skipped: Int64 = 0
        var random = SystemRandomNumberGenerator()
        func begin(_ cycle: Int64) -> Int64 {
            let late = Int64(20_000 * -log(Double.random(in: 1e-9...1, using: &random)))
            return clock.begin(
                frames: 128, counter: UInt32(cycle * 128),
                stamp: 1_000_000_000 + cycle * 128 * 1_000_000_000 / 48_000 + late)
        }
        for _ in 0..<3_000 {
            skipped += begin(cycle)
            cycle += 1
        }
        #expect(skipped == 0)
        for _ in 0..<calls {
            cycle += 2
            skipped += begin(cycle)
            cycle += 1
        }
        for _ in 0..<3_000 {
            skipped += begin(cycle)
            cycle += 1
        }
        #expect(skipped == Int64(calls) * 2 * 128)
        #expect(clock.position == (cycle - 1) * 128)
    }
}
