// What the media thread is told of captured cycles.
import RealTime
import Testing

@testable import Streaming

@Suite struct CaptureFeedTests {
    /// Cycles of 128 frames for `milliseconds`, with an xrun before the cycle that begins at each of `xruns`
    /// (ms); the starts, ms, of those whose time is not settled.
    private func unsettled(_ milliseconds: Int, xruns: [Int]) -> [Int] {
        var feed = CaptureFeed(channels: 1, sampleRate: 48_000, periodFrames: 128, position: 0)
        let silence = [Float](repeating: 0, count: 128)
        var found: [Int] = []
        var cycle = 0
        var next = 0
        while cycle * 128 < milliseconds * 48 {
            let start = cycle * 128 / 48
            if next < xruns.count, start >= xruns[next] {
                next += 1
                feed.notifyXrun()
            }
            silence.withUnsafeBufferPointer { samples in
                var input = samples.baseAddress
                feed.cycle(
                    inputs: &input, frames: 128, counter: UInt32(cycle * 128),
                    stamp: Int64(cycle) * 128_000_000_000 / 48_000)
            }
            while let words = feed.records.pop() {
                if !CycleRecord(words).isSettled { found.append(start) }
            }
            cycle += 1
        }
        return found
    }

    @Test func afterAnXrunTheTimeIsNotSettledForATenthOfASecond() {
        let found = unsettled(1_000, xruns: [500])
        #expect(found.first == 501)
        #expect((found.last ?? 0) >= 595 && (found.last ?? 0) < 602)
        #expect(found.count == 38)
    }

    /// Where xruns never end, half of the time is told all the same.
    @Test func xrunsWithoutEndLeaveHalfOfTheTime() {
        let found = unsettled(4_000, xruns: Array(stride(from: 100, to: 4_000, by: 20)))
        #expect(found.count > 600 && found.count < 800)
    }
}
