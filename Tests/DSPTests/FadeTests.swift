// Fades: ends, symmetry, and that a fade over several blocks is the fade over one.
import DSP
import Testing

@Suite final class FadeTests {
    private let fade = Fade(frames: 96)

    @Test func risesFromSilenceToTheSignalWithoutAStep() {
        var samples = [Float](repeating: 1, count: 200)
        fade.fadeIn(&samples, count: 200, from: 0)
        #expect(samples[0] > 0 && samples[0] < 0.001)
        #expect((samples[47] + samples[48] - 1).magnitude < 1e-6)
        #expect(samples[96...].allSatisfy { $0 == 1 })
        #expect(zip(samples, samples.dropFirst()).allSatisfy { $0 <= $1 })
        let padded = [0, 0] + samples
        for index in 2..<padded.count {
            let bend = padded[index] - 2 * padded[index - 1] + padded[index - 2]
            #expect(bend.magnitude < 0.001)
        }
    }

    @Test func fallingIsTheComplementOfRising() {
        var rising = [Float](repeating: 1, count: 96)
        var falling = rising
        fade.fadeIn(&rising, count: 96, from: 0)
        fade.fadeOut(&falling, count: 96, from: 0)
        #expect(zip(rising, falling).allSatisfy { ($0 + $1 - 1).magnitude < 1e-6 })
    }

    @Test func pastItsEndAFadeOutIsSilentAndAFadeInTransparent() {
        var samples: [Float] = [0.5, -0.5, 0.25]
        fade.fadeIn(&samples, count: 3, from: 96)
        #expect(samples == [0.5, -0.5, 0.25])
        fade.fadeOut(&samples, count: 3, from: 5_000)
        #expect(samples == [0, 0, 0])
    }

    @Test(arguments: [1, 7, 64, 96, 128])
    func blocksJoinSeamlessly(_ block: Int) {
        let old = (0..<200).map { Float($0 % 13) / 13 }
        let new = (0..<200).map { Float($0 % 7) / -7 }
        var whole = [Float](repeating: 0, count: 200)
        var parts = whole
        var rising = old
        var joined = old
        fade.crossfade(from: old, to: new, into: &whole, count: 200, from: 0)
        fade.fadeIn(&rising, count: 200, from: 0)
        for start in stride(from: 0, to: 200, by: block) {
            let count = min(block, 200 - start)
            var part = Array(old[start..<start + count])
            fade.crossfade(
                from: part, to: Array(new[start..<start + count]), into: &part, count: count,
                from: start)
            parts.replaceSubrange(start..<start + count, with: part)
            var piece = Array(old[start..<start + count])
            fade.fadeIn(&piece, count: count, from: start)
            joined.replaceSubrange(start..<start + count, with: piece)
        }
        #expect(parts == whole)
        #expect(joined == rising)
        #expect(whole.suffix(104) == new.suffix(104))
    }

    @Test func equalSignalsPassACrossfadeBitForBit() {
        let signal = (0..<96).map { Float($0 % 31) * 0.0371 - 0.5 }
        var result = [Float](repeating: 0, count: 96)
        fade.crossfade(from: signal, to: signal, into: &result, count: 96, from: 0)
        #expect(result == signal)
    }
}
