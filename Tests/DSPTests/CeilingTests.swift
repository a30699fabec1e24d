// The safety limiter: never above the ceiling, transparent below it, no click, one gain for all.
import DSP
import Glibc
import Testing
import Units

@Suite struct CeilingTests {
    private let rate = SampleRate.dat

    /// Runs planar channels through in blocks; `change` may alter the limiter before a block.
    private func limited(
        _ input: [[Float]], _ ceiling: Double, block: Int = 128,
        change: (Int, inout Ceiling) -> Void = { _, _ in }
    ) -> [[Float]] {
        var limiter = Ceiling(Decibels(ceiling), sampleRate: rate)
        let frames = input[0].count
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: frames * input.count)
        defer { memory.deallocate() }
        for (channel, samples) in input.enumerated() {
            (memory + channel * frames).initialize(from: samples, count: frames)
        }
        for start in stride(from: 0, to: frames, by: block) {
            change(start, &limiter)
            let channels = input.indices.map { memory + $0 * frames + start }
            limiter.process(channels, channels: input.count, frames: min(block, frames - start))
        }
        return input.indices.map { channel in
            Array(UnsafeBufferPointer(start: memory + channel * frames, count: frames))
        }
    }

    private func sine(_ hertz: Double, _ amplitude: Double, _ frames: Int) -> [Float] {
        (0..<frames).map { Float(amplitude * sin(2 * .pi * hertz * Double($0) / 48_000)) }
    }

    private func largestStep(_ samples: [Float]) -> Float {
        zip(samples, samples.dropFirst()).map { ($1 - $0).magnitude }.max() ?? 0
    }

    @Test(arguments: [-60.0, -12, -1, 0, 24])
    func nothingExceedsTheCeiling(_ ceiling: Double) {
        var random = TestBits(seed: 4)
        var noise = (0..<6_000).map { _ in
            Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &random))
        }
        noise += (0..<6_000).map { _ in Float.random(in: -40...40, using: &random) }
        noise += [.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude]
        let output = limited([noise, noise.reversed()], ceiling)
        let bound = Float(Decibels(ceiling).amplitude)
        #expect(output.allSatisfy { $0.allSatisfy { $0.magnitude <= bound } })
    }

    @Test func belowTheKneeEveryBitPasses() {
        let quiet = sine(997, 0.79, 9_600)
        #expect(limited([quiet], -1) == [quiet])
    }

    @Test func whatIsNotFiniteIsSilentAndMovesNothing() {
        var input = sine(440, 0.5, 1_000)
        var expected = input
        for (index, value) in [(10, Float.nan), (500, .infinity), (999, -.infinity)] {
            input[index] = value
            expected[index] = 0
        }
        #expect(limited([input], -1) == [expected])
    }

    @Test(arguments: [50.0, 440, 3_000], [1.2, 4, 30])
    func aSmoothSignalStaysSmooth(_ hertz: Double, _ amplitude: Double) {
        let input = sine(hertz, amplitude, 24_000)
        let output = limited([input], -1)[0]
        #expect(largestStep(output) <= largestStep(input) * 1.01)
        // It is still a signal near the ceiling, not a muted one.
        let peak = output.suffix(4_800).map(\.magnitude).max()!
        #expect(peak > 0.85 * 0.891 && peak <= 0.8913)
    }

    /// After the first attack the gain is steady: a sine comes out as a sine.
    @Test func aSteadyToneIsNotDistorted() {
        let input = sine(1_000, 2, 48_000)
        let output = limited([input], -1)[0]
        let tail = Array(zip(input, output).suffix(9_600))
        let gain =
            tail.reduce(0.0) { $0 + Double($1.0 * $1.1) }
            / tail.reduce(0.0) { $0 + Double($1.0 * $1.0) }
        let residual = tail.reduce(0.0) { $0 + pow(Double($1.1) - gain * Double($1.0), 2) }
        let power = tail.reduce(0.0) { $0 + pow(gain * Double($1.0), 2) }
        #expect(10 * log10(residual / power) < -60)
    }

    @Test func allChannelsShareOneGain() {
        let loud = sine(300, 3, 9_600)
        let quiet = loud.map { $0 * 0.125 }
        let output = limited([quiet, loud, quiet], 0)
        #expect(output[0] == output[2])
        #expect(zip(output[0], output[1]).allSatisfy { ($0 - $1 * 0.125).magnitude < 1e-6 })
        #expect(output[0].map(\.magnitude).max()! < 0.13)
    }

    @Test func recoversCompletely() {
        let burst = sine(500, 5, 4_800)
        let quiet = sine(500, 0.5, 96_000)
        let output = limited([burst + quiet], -1)[0]
        let after = { (ms: Int) in 4_800 + ms * 48 }
        let early = output[after(0)..<after(5)].map(\.magnitude).max()!
        #expect(early < 0.1, "held for 10 ms")
        let recovered = output[after(1_900)...] == quiet[(1_900 * 48)...]
        #expect(recovered)
    }

    @Test(arguments: [1, 31, 64, 100, 4_096])
    func blockSizeDoesNotMatter(_ block: Int) {
        let input = [sine(220, 1.7, 12_000), sine(331, 0.9, 12_000)]
        #expect(limited(input, -3, block: block) == limited(input, -3, block: 12_000))
    }

    @Test func oneThatIsSwitchedOnAndOffIsGlidedTo() {
        var limiter = Ceiling(nil, sampleRate: rate)
        let input = sine(100, 0.8, 144_000)
        var output = input
        output.withUnsafeMutableBufferPointer { buffer in
            for start in stride(from: 0, to: input.count, by: 480) {
                if start == 9_600 { limiter.set(Decibels(-20)) }
                if start == 19_200 { limiter.set(nil) }
                limiter.process([buffer.baseAddress! + start], channels: 1, frames: 480)
            }
        }
        #expect(output[..<9_600] == input[..<9_600])
        #expect(largestStep(output) < largestStep(input) * 1.3)
        #expect(output[14_400..<19_200].allSatisfy { $0.magnitude <= 0.1 })
        #expect(output.suffix(9_600) == input.suffix(9_600))
        let gain = limiter.gain
        #expect(gain == 1)
    }

    @Test func withoutACeilingNothingIsTouched() {
        var limiter = Ceiling(nil, sampleRate: rate)
        var samples: [Float] = [.nan, 1e9, -.infinity]
        let bits = samples.map(\.bitPattern)
        samples.withUnsafeMutableBufferPointer {
            limiter.process([$0.baseAddress!], channels: 1, frames: 3)
        }
        #expect(samples.map(\.bitPattern) == bits)
    }

    @Test func aLiveChangeGlides() {
        let input = sine(100, 0.8, 24_000)
        let output = limited([input], 0, block: 480) { start, limiter in
            if start == 9_600 { limiter.set(Decibels(-20)) }
            if start == 16_800 { limiter.set(Decibels(.nan)) }
        }[0]
        #expect(largestStep(output) < largestStep(input) * 1.3)
        #expect(output[..<9_600] == input[..<9_600])
        #expect(output[12_000..<16_800].allSatisfy { $0.magnitude <= 0.1 })
        #expect(output.suffix(1_000).map(\.magnitude).max()! > 0.4)
    }
}
