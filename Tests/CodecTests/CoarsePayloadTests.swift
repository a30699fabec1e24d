// Payloads in half of the bytes, and back.
import Codec
import Glibc
import Testing

@Suite struct CoarsePayloadTests {
    /// f32 samples through the coarse form.
    private func again(_ samples: [Float]) throws -> [Float] {
        let payload = samples.flatMap { sample in
            withUnsafeBytes(of: sample.bitPattern.bigEndian) { Array($0) }
        }
        var coarse = [UInt8](repeating: 0, count: 1 + 2 * samples.count)
        let bytes = try #require(
            payload.withUnsafeBytes { from in
                coarse.withUnsafeMutableBytes { CoarsePayload.encode(from, .f32, into: $0) }
            })
        #expect(bytes == coarse.count)
        var back = [UInt8](repeating: 0, count: payload.count)
        let length = try #require(
            coarse.withUnsafeBytes { from in
                back.withUnsafeMutableBytes { CoarsePayload.decode(from, .f32, into: $0) }
            })
        #expect(length == payload.count)
        return (0..<samples.count).map { index in
            let bytes = back[4 * index..<4 * index + 4]
            return Float(bitPattern: bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        }
    }

    /// A loud sound and a very quiet one lose as little.
    @Test(arguments: [Float(1e-6), 0.3, 1, 40])
    func theErrorIsThatOfSixteenBits(level: Float) throws {
        let samples = (0..<256).map { level * sin(Float($0) * 0.13) }
        let found = try again(samples)
        let worst = zip(samples, found).map { ($0 - $1).magnitude }.max() ?? .infinity
        #expect(worst <= level * 2 / 32_767)
    }

    @Test func silenceAndWhatIsNoNumber() throws {
        #expect(try again([0, 0, 0]) == [0, 0, 0])
        let found = try again([.nan, .infinity, 0.5])
        #expect(found[0] == 0 && found[1] == 0)
        #expect(abs(found[2] - 0.5) < 1e-4)
    }

    @Test func onlySamplesOfMoreThan16BitsHaveOne() {
        #expect(CoarsePayload.exists(.f32) && CoarsePayload.exists(.s24))
        #expect(!CoarsePayload.exists(.s16) && !CoarsePayload.exists(.opus))
        let bytes: [UInt8] = [0, 1, 2, 3]
        var target = [UInt8](repeating: 0, count: 2)
        let isRefused = bytes.withUnsafeBytes { from in
            target.withUnsafeMutableBytes {
                CoarsePayload.decode(from, .f32, into: $0) == nil
                    && CoarsePayload.encode(from, .f32, into: $0) == nil
                    && CoarsePayload.encode(from, .s16, into: $0) == nil
            }
        }
        #expect(isRefused)
    }
}
