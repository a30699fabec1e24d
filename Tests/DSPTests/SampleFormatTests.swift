// Sample formats: byte order, bit exactness, saturation, what is not a number, channel layout.
import DSP
import Testing

@Suite struct SampleFormatTests {
    /// One channel through `format` to bytes.
    private func bytes(_ samples: [Float], _ format: SampleFormat) -> [UInt8] {
        var dither = Dither(seed: 1)
        var bytes = [UInt8](repeating: 0xA5, count: samples.count * format.bytesPerSample)
        bytes.withUnsafeMutableBytes {
            format.encode(
                samples, stride: 0, channels: 1, frames: samples.count, into: $0.baseAddress!,
                dither: &dither)
        }
        return bytes
    }

    private func samples(_ bytes: [UInt8], _ format: SampleFormat) -> [Float] {
        var samples = [Float](repeating: 9, count: bytes.count / format.bytesPerSample)
        bytes.withUnsafeBytes {
            format.decode(
                $0.baseAddress!, channels: 1, frames: samples.count, into: &samples, stride: 0)
        }
        return samples
    }

    @Test func networkByteOrder() {
        #expect(bytes([1, -0.5], .f32) == [0x3F, 0x80, 0, 0, 0xBF, 0, 0, 0])
        #expect(bytes([0.5, -0x1p-23, 0x1p-15], .s24) == [0x40, 0, 0, 0xFF, 0xFF, 0xFF, 0, 1, 0])
        #expect(
            samples([0x40, 0, 0xFF, 0xFF, 0x80, 0, 0x7F, 0xFF], .s16)
                == [0.5, -0x1p-15, -1, 32_767.0 / 32_768])
        #expect(
            samples([0x80, 0, 0, 0x7F, 0xFF, 0xFF, 0, 0, 1], .s24)
                == [-1, 8_388_607 * 0x1p-23, 0x1p-23])
    }

    @Test func everyKindOfFiniteFloatPassesBitForBit() {
        var bits: [UInt32] = [
            0, 0x8000_0000, 1, 0x8000_0001, 0x007F_FFFF, 0x0080_0000, 0x7F7F_FFFF,
        ]
        var random = TestBits(seed: 32)
        for _ in 0..<200_000 { bits.append(UInt32.random(in: 0...UInt32.max, using: &random)) }
        bits.removeAll { $0 & 0x7F80_0000 == 0x7F80_0000 }
        let input = bits.map(Float.init(bitPattern:))
        #expect(samples(bytes(input, .f32), .f32).map(\.bitPattern) == bits)
    }

    @Test func a24BitSourcePassesBitForBit() {
        var integers = Array(stride(from: Int32(-8_388_608), through: 8_388_607, by: 11))
        for bit in 0..<23 {
            integers += [1 << bit, (1 << bit) - 1, (1 << bit) + 1].flatMap { [$0, -$0] }
        }
        integers += [8_388_607, 8_388_606, -8_388_607, -8_388_608]
        let input = integers.map { Float($0) * 0x1p-23 }
        let packet = bytes(input, .s24)
        let expected = integers.flatMap {
            [
                UInt8(truncatingIfNeeded: $0 >> 16), UInt8(truncatingIfNeeded: $0 >> 8),
                UInt8(truncatingIfNeeded: $0),
            ]
        }
        #expect(packet == expected)
        #expect(samples(packet, .s24) == input)
    }

    @Test func roundsToTheNearestStepAndTiesToEven() {
        let step: Float = 0x1p-23
        let input = [0.5, 1.5, 2.5, -0.5, -1.5, 0.49, 0.51, -2.51].map { Float($0) * step }
        let expected: [Float] = [0, 2, 2, 0, -2, 0, 1, -3].map { $0 * step }
        #expect(samples(bytes(input, .s24), .s24) == expected)
        // Where a float has half steps: its last bit must not be lost to the rounding itself.
        let high = (4_194_304 as Float) + 0.5
        #expect(samples(bytes([high * step], .s24), .s24) == [4_194_304 * step])
        #expect(samples(bytes([(high + 1) * step], .s24), .s24) == [4_194_306 * step])
    }

    @Test(arguments: [Float(1), 1.0001, 2, 1e9, Float.greatestFiniteMagnitude])
    func integersAreHeldAtFullScale(_ value: Float) {
        #expect(bytes([value, -value], .s24) == [0x7F, 0xFF, 0xFF, 0x80, 0, 0])
        for _ in 0..<100 {
            let held = samples(bytes([value, -value], .s16), .s16)
            #expect(held[0] >= 32_765.0 / 32_768)
            #expect(held[1] <= -32_766.0 / 32_768)
        }
    }

    @Test func fullScaleNeverWrapsUnderDither() {
        let loud = samples(bytes([Float](repeating: 1, count: 50_000), .s16), .s16)
        #expect(loud.allSatisfy { $0 >= 32_766.0 / 32_768 })
        let low = samples(bytes([Float](repeating: -1, count: 50_000), .s16), .s16)
        #expect(low.allSatisfy { $0 <= -32_766.0 / 32_768 })
    }

    @Test func whatIsNotFiniteBecomesSilence() {
        let bad: [Float] = [.nan, .infinity, -.infinity, .signalingNaN, -.nan]
        #expect(bytes(bad, .f32) == [UInt8](repeating: 0, count: 20))
        #expect(bytes(bad, .s24) == [UInt8](repeating: 0, count: 15))
        #expect(samples(bytes(bad, .s16), .s16).allSatisfy { $0.magnitude <= 0x1p-15 })
        let wire = bad.flatMap { value in
            withUnsafeBytes(of: value.bitPattern.bigEndian) { Array($0) }
        }
        #expect(samples(wire, .f32) == [0, 0, 0, 0, 0])
    }

    @Test(arguments: SampleFormat.allCases, [1, 2, 3, 64])
    func channelsKeepTheirPlace(_ format: SampleFormat, _ channels: Int) {
        let frames = 7
        let stride = 11
        var planar = [Float](repeating: 0.25, count: channels * stride)
        for channel in 0..<channels {
            for frame in 0..<frames {
                planar[channel * stride + frame] = Float(channel * frames + frame - 200) / 512
            }
        }
        let size = frames * channels * format.bytesPerSample
        var packet = [UInt8](repeating: 0xEE, count: size + 4)
        var dither = Dither(seed: 3)
        packet.withUnsafeMutableBytes {
            format.encode(
                planar, stride: stride, channels: channels, frames: frames,
                into: $0.baseAddress!, dither: &dither)
        }
        #expect(packet.suffix(4) == [0xEE, 0xEE, 0xEE, 0xEE])
        var back = [Float](repeating: 0.25, count: channels * stride)
        packet.withUnsafeBytes {
            format.decode(
                $0.baseAddress!, channels: channels, frames: frames, into: &back, stride: stride)
        }
        let tolerance: Float = format == .s16 ? 0x1.8p-15 : 0
        #expect(zip(planar, back).allSatisfy { ($0 - $1).magnitude <= tolerance })
    }
}
