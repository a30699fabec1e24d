// EnvelopeLine against figures computed by two independent implementations of the same description.
import Glibc
import Testing

@testable import DSP

/// A linear congruential generator of uniform numbers in (0, 1), the same on every machine.
private struct Uniform {
    var state: UInt32
    mutating func next() -> Double {
        state = 1_664_525 &* state &+ 1_013_904_223
        return (Double(state) + 0.5) / 4_294_967_296
    }
}

@Suite struct EnvelopeLineTests {
    enum Noise: CaseIterable { case none, exponential, uniform, later, earlier }

    struct Reading { var slope: Double, height: Double, buckets: Int }

    /// Runs a vector; readings at the given counts, and every step with the count at which it came.
    private func run(_ noise: Noise) -> (readings: [Int: Reading], steps: [(Int, Double)]) {
        var uniform = Uniform(state: 1)
        var line = EnvelopeLine(.link(sampleRate: 48_000, periodFrames: 128), anchor: 0)
        var readings: [Int: Reading] = [:]
        var steps: [(Int, Double)] = []
        for k in 0...44_625 {
            let x = Double(k) * 128 / 48_000
            let u = uniform.next()
            var delay: Double
            switch noise {
            case .none: delay = 0
            case .exponential: delay = -2e-3 * log(1 - u)
            case .uniform: delay = 20e-3 * u
            case .later, .earlier: delay = -0.3e-3 * log(1 - u)
            }
            if x >= 60, noise == .later { delay += 5e-3 }
            if x >= 60, noise == .earlier { delay -= 5e-3 }
            let stamp = x + 1e-3 - 2e-4 * x + delay
            let step = line.observe(nominal: x, stamp: Int64((stamp * 1e9).rounded()))
            if step.isStep {
                steps.append((k, step.seconds))
                line.takeStep(step.seconds)
            }
            if [750, 3_750, 22_500, 44_625].contains(k) {
                let truth = 1e-3 - 2e-4 * x
                readings[k] = Reading(
                    slope: line.slope * 1e6,
                    height: (line.height(at: x) - truth) * 1e6, buckets: line.bucketCount)
            }
        }
        return (readings, steps)
    }

    private func expect(
        _ reading: Reading?, _ slope: Double, _ height: Double,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard let reading else { return }
        #expect((reading.slope - slope).magnitude <= 0.011, sourceLocation: sourceLocation)
        #expect((reading.height - height).magnitude <= 0.021, sourceLocation: sourceLocation)
    }

    @Test func withoutNoise() {
        let (readings, steps) = run(.none)
        for reading in readings.values { expect(reading, -200, reading.height) }
        #expect(readings[3_750]?.buckets == 60)
        #expect(readings[22_500]?.buckets == 45)
        #expect(readings[44_625]?.buckets == 64)
        #expect(steps.isEmpty)
    }

    @Test func exponentialDelay() {
        let (readings, steps) = run(.exponential)
        expect(readings[750], -209.457, 3.704)
        expect(readings[3_750], -199.633, 12.215)
        expect(readings[22_500], -199.970, 4.467)
        expect(readings[44_625], -199.993, 4.501)
        #expect(steps.isEmpty)
    }

    @Test func uniformDelay() {
        let (readings, steps) = run(.uniform)
        expect(readings[750], -57.285, 52.76)
        expect(readings[3_750], -201.099, 12.09)
        expect(readings[22_500], -199.856, 19.10)
        expect(readings[44_625], -200.161, 7.20)
        #expect(steps.isEmpty)
    }

    @Test func stepToLater() throws {
        let (readings, steps) = run(.later)
        expect(readings[750], -199.979, 8.177)
        expect(readings[3_750], -200.110, 3.191)
        expect(readings[22_500], -199.995, 0.745)
        expect(readings[44_625], -199.998, 0.781)
        try #require(steps.count == 1)
        #expect(steps[0].0 == 22_913)
        #expect((steps[0].1 - 4.999990e-3).magnitude < 2e-9)
    }

    @Test func stepToEarlier() throws {
        let (readings, steps) = run(.earlier)
        expect(readings[44_625], -200.030, -2.043)
        try #require(steps.count == 1)
        #expect(steps[0].0 == 22_609)
        #expect((steps[0].1 + 4.997911e-3).magnitude < 2e-9)
    }
}
