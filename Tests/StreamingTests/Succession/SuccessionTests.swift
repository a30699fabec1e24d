// One coding takes the place of another while it plays: nothing is heard of it.
import Codec
import Glibc
import Testing

@testable import Streaming

@Suite struct SuccessionTests {
    private static let pitch = 997.0
    private static func sine(_ time: Double) -> Float {
        Float(0.89 * sin(2 * .pi * pitch * time))
    }

    /// The greatest |x[n] − 2 cos(ω) x[n−1] + x[n−2]|: a discontinuity has more than 2·10⁻³.
    private func roughness(_ samples: ArraySlice<Float>, pitch: Double) -> Double {
        let factor = 2 * cos(2 * .pi * pitch / 48_000)
        var worst = 0.0
        for index in samples.indices.dropFirst(2) {
            let rest =
                Double(samples[index]) - factor * Double(samples[index - 1])
                + Double(samples[index - 2])
            worst = max(worst, rest.magnitude)
        }
        return worst
    }

    private func peak(_ samples: ArraySlice<Float>) -> Float { samples.map(\.magnitude).max() ?? 0 }

    @Test(
        arguments: [
            (48_000, true, 0.0), (48_000, false, 208e-6), (44_100, false, -150e-6),
        ] as [(Int, Bool, Double)])
    func anyCodecFollowsOnAnyOther(rate: Int, sharesClock: Bool, deviation: Double) throws {
        let link = SuccessionLink(
            senderRate: rate, sharesClock: sharesClock, deviation: deviation)
        try link.add(.f32)
        link.run(seconds: 3, Self.sine)
        for kind: CodecKind in [.s24, .opus, .s16, .opus, .f32] {
            try link.add(kind)
            link.run(seconds: 0.5, Self.sine)
            #expect(link.voices.last?.handover == Handover.done)
            link.retire()
            link.run(seconds: 0.3, Self.sine)
        }
        let heard = link.output[Int(48_000 * 2.5)...]
        // As it sounds on the receiver's card.
        let pitch = Self.pitch / (1 + deviation)
        #expect(roughness(heard, pitch: pitch) < 2e-3)
        let levels = stride(from: heard.startIndex, to: heard.endIndex - 480, by: 480).map {
            peak(heard[$0..<$0 + 480])
        }
        #expect((levels.min() ?? 0) > 0.86)
        #expect((levels.max() ?? 2) < 0.92)
    }

    @Test func formatsFollowOnEachOtherToTheBit() throws {
        let link = SuccessionLink(senderRate: 48_000, sharesClock: true, deviation: 0)
        // 24 bits hold these.
        func noise(_ time: Double) -> Float {
            let frame = UInt32(truncatingIfNeeded: Int((time * 48_000).rounded()))
            return Float(Int32(frame &* 2_654_435_761 % 8_388_608) - 4_194_304) / 8_388_608
        }
        try link.add(.f32)
        link.run(seconds: 2, noise)
        try link.add(.s24)
        link.run(seconds: 1, noise)
        #expect(link.voices.last?.handover == Handover.done)
        let heard = Array(link.output.suffix(48_000 * 3 / 2))
        let expected = (0..<48_000 * 4).map { noise(Double($0) / 48_000) }
        let start = try #require(
            (0..<48_000 * 3).first { Array(expected[$0..<$0 + 64]) == Array(heard[0..<64]) })
        var wrong = 0
        for index in heard.indices where heard[index] != expected[start + index] { wrong += 1 }
        #expect(wrong == 0)
    }

    @Test func aStreamThatDoesNotComeLeavesTheOtherAlone() throws {
        let link = SuccessionLink(senderRate: 48_000, sharesClock: false, deviation: 0)
        try link.add(.f32)
        link.run(seconds: 2, Self.sine)
        try link.add(.opus)
        // 80 ms of it must have come, and the delay passed: not yet.
        link.run(seconds: 0.1, Self.sine)
        #expect(link.voices.last?.handover == Handover.waiting)
        #expect(roughness(link.output.suffix(4_800), pitch: Self.pitch) < 1e-3)
    }
}
