// Dither: triangular, without a mean, and what it is for: an error that does not know the signal.
import DSP
import Testing

@Suite struct DitherTests {
    @Test func isTriangular() {
        var dither = Dither(seed: 7)
        let count = 400_000
        var sum = 0.0
        var squares = 0.0
        var inner = 0
        var largest: Float = 0
        var product = 0.0
        var last = 0.0
        for _ in 0..<count {
            let value = dither.next()
            sum += Double(value)
            squares += Double(value) * Double(value)
            product += Double(value) * last
            last = Double(value)
            if value.magnitude < 0.5 { inner += 1 }
            largest = max(largest, value.magnitude)
        }
        let n = Double(count)
        #expect((sum / n).magnitude < 0.004)
        #expect((squares / n - 1.0 / 6).magnitude < 0.002)
        #expect((Double(inner) / n - 0.75).magnitude < 0.004)
        #expect((product / n).magnitude < 0.002, "neighbours are independent")
        #expect(largest < 1 && largest > 0.99)
    }

    @Test func aSeedRepeatsItself() {
        var a = Dither(seed: 5)
        var b = Dither(seed: 5)
        var c = Dither(seed: 6)
        let first = (0..<32).map { _ in a.next() }
        #expect(first == (0..<32).map { _ in b.next() })
        #expect(first != (0..<32).map { _ in c.next() })
    }

    /// With TPDF dither the error's mean is 0 and its variance 1/4 step² at every level.
    @Test(arguments: [0, 0.25, 0.5, -0.3, 1000.4, -20_000.7])
    func errorIsIndependentOfTheSignal(_ steps: Double) {
        let count = 60_000
        let input = [Float](repeating: Float(steps / 32_768), count: count)
        var packet = [UInt8](repeating: 0, count: 2 * count)
        var output = [Float](repeating: 0, count: count)
        var dither = Dither(seed: 11)
        packet.withUnsafeMutableBytes {
            SampleFormat.s16.encode(
                input, stride: 0, channels: 1, frames: count, into: $0.baseAddress!,
                dither: &dither)
            SampleFormat.s16.decode(
                $0.baseAddress!, channels: 1, frames: count, into: &output, stride: 0)
        }
        let errors = output.map { Double($0) * 32_768 - Double(input[0]) * 32_768 }
        let mean = errors.reduce(0, +) / Double(count)
        let variance = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        #expect(mean.magnitude < 0.01)
        #expect((variance - 0.25).magnitude < 0.01)
    }
}
