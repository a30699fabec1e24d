// How times are distributed, with the past fading.
import RealTime
import Testing

@Suite struct DecayingHistogramTests {
    @Test func percentilesAreRightToATenth() {
        var histogram = DecayingHistogram()
        let ofNothing = histogram.percentile(0.5)
        #expect(ofNothing == 0)
        for index in 1...1_000 { histogram.count(Int64(index) * 20_000) }
        for fraction in [0.1, 0.5, 0.95, 0.99] {
            let ratio = Double(histogram.percentile(fraction)) / (fraction * 20e6)
            #expect(ratio > 0.99 && ratio < 1.1, "\(fraction)")
        }
    }

    @Test func thePastFades() {
        var histogram = DecayingHistogram()
        for _ in 0..<1_000 { histogram.count(50_000_000) }
        for _ in 0..<10 { histogram.halve() }
        for _ in 0..<1_000 { histogram.count(1_000_000) }
        let recent = histogram.percentile(0.99)
        #expect(recent < 1_100_000)
    }

    @Test func anyTimeHasAPlace() {
        var histogram = DecayingHistogram()
        for time in [Int64.min, -1, 0, 1, 9_999, 10_001, Int64.max] { histogram.count(time) }
        let (low, high) = (histogram.percentile(0.1), histogram.percentile(1))
        #expect(low <= 10_000)
        #expect(high > 50_000_000_000)
    }
}
