// The variable resampler: noise and distortion, flatness, images, place and reach; that channels
// do not depend on each other; the ends of the range of rates.
import DSP
import Glibc
import Testing

@Suite final class VariableResamplerTests {
    private let resampler = VariableResampler(inputRate: 48_000, outputRate: 48_000)

    private static let tones: [(Double, Double)] = [(997, -138), (14_983, -135), (18_979, -135)]

    /// So many blocks, a little more than a fifth of a frame apart, meet every phase.
    private func spread(_ ratio: Double) -> [Double] { [Double](repeating: ratio, count: 24) }

    @Test(arguments: tones, [0.0, 50, -50, 500, -500])
    func addsNoiseBelowTheBarAtAFixedRatio(_ tone: (hertz: Double, bar: Double), _ ppm: Double) {
        let result = ResampledSine(
            resampler, angle: 2 * .pi * tone.hertz / 48_000, fraction: 0.1,
            ratios: spread(1 + ppm * 1e-6), skip: 0.2137)
        #expect(result.residual < tone.bar)
        #expect(result.delay.magnitude < 1e-6)
    }

    @Test(arguments: tones)
    func addsNoiseBelowTheBarAtAVaryingRatio(_ tone: (hertz: Double, bar: Double)) {
        let ratios = (0..<40).map { 1 + 500e-6 * sin(2 * .pi * Double($0) / 40) }
        let result = ResampledSine(
            resampler, angle: 2 * .pi * tone.hertz / 48_000, fraction: 0.3, ratios: ratios)
        #expect(result.residual < tone.bar)
    }

    @Test(arguments: [48_000, 44_100], [0, 0.5])
    func isFlatToTwentyKilohertz(_ rate: Int, _ fraction: Double) {
        let resampler = VariableResampler(inputRate: rate, outputRate: rate)
        for hertz in [100, 5_000, 10_000, 15_000, 18_000, 19_000, 20_000] {
            let result = ResampledSine(
                resampler, angle: 2 * .pi * Double(hertz) / Double(rate), fraction: fraction,
                ratios: [1, 1], blockFrames: 240)
            #expect(result.gain.magnitude < 0.08, "\(hertz) Hz")
        }
    }

    @Test func looksAtMostThirtyTwoFramesAhead() {
        #expect(resampler.reach <= 32)
        #expect(VariableResampler(inputRate: 96_000, outputRate: 96_000).reach <= 32)
    }

    @Test(arguments: [
        (44_100, 48_000), (48_000, 44_100), (44_100, 96_000), (96_000, 44_100), (88_200, 48_000),
    ])
    func leavesNoImagesBetweenTheFamilies(_ from: Int, _ to: Int) {
        let resampler = VariableResampler(inputRate: from, outputRate: to)
        for hertz in [997.0, 12_007, 20_000] {
            let result = ResampledSine(
                resampler, angle: 2 * .pi * hertz / Double(from),
                ratios: [Double(from) / Double(to)], blockFrames: 441)
            #expect(result.residual < -125, "\(hertz) Hz")
        }
    }

    /// What the output cannot carry is gone, instead of folded into it.
    @Test(arguments: [(96_000, 48_000, 30_000.0), (192_000, 8_000, 4_500)])
    func removesWhatWouldFold(_ from: Int, _ to: Int, _ hertz: Double) {
        let result = ResampledSine(
            VariableResampler(inputRate: from, outputRate: to),
            angle: 2 * .pi * hertz / Double(from), fraction: 0.25,
            ratios: [Double(from) / Double(to)], blockFrames: 120)
        #expect(result.gain < -130)
    }

    @Test(arguments: [
        (8_000, 192_000, 3_400.0), (192_000, 8_000, 3_400), (192_000, 192_000, 20_000),
    ])
    func servesTheEndsOfTheRange(_ from: Int, _ to: Int, _ hertz: Double) {
        let result = ResampledSine(
            VariableResampler(inputRate: from, outputRate: to),
            angle: 2 * .pi * hertz / Double(from), fraction: 0.7,
            ratios: [Double(from) / Double(to) * 1.0003], blockFrames: 300)
        // Sums of 2000 taps round more.
        #expect(result.residual < -130)
        #expect(result.gain.magnitude < 0.01)
        #expect(result.delay.magnitude < 1e-5)
    }

    @Test func aConstantStaysWhatItIsAtEveryPhase() {
        let input = [Float](repeating: 1, count: 400)
        let output = render(input, channels: 1, fraction: 0, ratio: 1.0371, frames: 256)
        #expect(output.allSatisfy { ($0 - 1).magnitude < 1e-6 })
    }

    @Test(arguments: [2, 3, 4, 5, 8, 64])
    func aChannelIsTheSameAmongOthersAndAlone(_ channels: Int) {
        let stride = 120
        var bits = TestBits(seed: UInt64(channels))
        let input = (0..<stride * channels).map { _ in Float.random(in: -1...1, using: &bits) }
        let all = render(input, channels: channels, fraction: 0.4, ratio: 1.0005, frames: 50)
        for channel in 0..<channels {
            let alone = render(
                Array(input[channel * stride..<(channel + 1) * stride]), channels: 1,
                fraction: 0.4, ratio: 1.0005, frames: 50)
            #expect(Array(all[channel * 50..<(channel + 1) * 50]) == alone)
        }
    }

    @Test func blocksJoinSeamlessly() {
        var bits = TestBits(seed: 5)
        let input = (0..<200).map { _ in Float.random(in: -1...1, using: &bits) }
        // A ratio with which places are exact.
        let ratio = 1 + 1.0 / 1_024
        let whole = render(input, channels: 1, fraction: 0.5, ratio: ratio, frames: 100)
        for start in [1, 15, 16, 17, 63] {
            let place = 0.5 + Double(start) * ratio
            let rest = render(
                Array(input[Int(place)...]), channels: 1, fraction: place - Double(Int(place)),
                ratio: ratio, frames: 100 - start)
            #expect(rest == Array(whole[start...]))
        }
    }

    @Test(arguments: [0.25, 1, 1.0005, 4])
    func readsNoMoreThanItSays(_ ratio: Double) {
        for (fraction, frames) in [(0.0, 1), (0.999, 1), (0.0, 64), (0.9999, 63)] {
            let span = resampler.inputFrames(fraction: fraction, ratio: ratio, frames: frames)
            var input = [Float](repeating: .nan, count: span + 16)
            for frame in 0..<span { input[8 + frame] = 1 }
            let output = render(
                input, from: 8, channels: 1, fraction: fraction, ratio: ratio, frames: frames)
            #expect(output.allSatisfy { ($0 - 1).magnitude < 1e-6 })
            input[8 + span - 1] = .nan
            let spoilt = render(
                input, from: 8, channels: 1, fraction: fraction, ratio: ratio, frames: frames)
            #expect(spoilt.last?.isNaN == true)
        }
    }

    /// `input` holds the channels one after another; so does what is returned.
    private func render(
        _ input: [Float], from start: Int = 0, channels: Int, fraction: Double, ratio: Double,
        frames: Int
    ) -> [Float] {
        var output = [Float](repeating: 0, count: channels * frames)
        output.withUnsafeMutableBufferPointer { output in
            let outputs = (0..<channels).map { output.baseAddress! + $0 * frames }
            input.withUnsafeBufferPointer { input in
                resampler.process(
                    input: input.baseAddress! + start, inputStride: input.count / channels,
                    fraction: fraction, ratio: ratio, outputs: outputs, channels: channels,
                    frames: frames)
            }
        }
        return output
    }
}
