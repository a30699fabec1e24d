// What the worst of the last seconds ask for.
import Testing

@testable import Streaming

@Suite struct TransitExtremesTests {
    private func extremes(_ milliseconds: [Int64]) -> TransitExtremes {
        var extremes = TransitExtremes()
        for (second, time) in milliseconds.enumerated() {
            var transits = Transits()
            transits.note(time * 500_000)
            transits.note(time * 1_000_000)
            extremes.note(transits, now: Int64(second) * 1_000_000_000)
        }
        return extremes
    }

    @Test(arguments: [
        (DelayProfile.low, Int64(6_250_000)), (.normal, 10_500_000), (.safe, 12_000_000),
    ])
    func ranksAreAsInTheVector(profile: DelayProfile, wanted: Int64) {
        #expect(extremes([3, 5, 4, 9, 4, 6, 5, 4, 7, 5]).wanted(profile) == wanted)
    }

    @Test func nothingIsKnownAtFirst() {
        #expect(TransitExtremes().wanted(.normal) == nil)
    }

    @Test func oneBadSecondIsForgotten() {
        var seconds = [Int64](repeating: 2, count: 60)
        seconds[10] = 50
        #expect(extremes(Array(seconds.prefix(20))).wanted(.safe)! > 50_000_000)
        #expect(extremes(seconds).wanted(.safe) == 3_000_000)
    }

    @Test func anotherWayMovesWhatCameBefore() {
        var extremes = extremes([5, 5, 20])
        extremes.shift(by: 15_000_000)
        #expect(extremes.least == 17_500_000)
        #expect(extremes.wanted(.normal) == 20_500_000)
    }
}
