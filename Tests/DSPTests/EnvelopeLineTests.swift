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

    /// A server that loses 3 ms after 30 s, and whose callbacks are 50 µs later than they ever are for the
    /// tenth of a second after: what is learnt of the clock stays, and its owner sees no jump but the step.
    @Test func aStepFromAnUnquietMachineDoesNotTiltTheLine() throws {
        var uniform = Uniform(state: 1)
        var line = EnvelopeLine(.cycle(sampleRate: 48_000, periodFrames: 128), anchor: 0)
        var steps: [(x: Double, seconds: Double)] = []
        var jump: Int64 = 0
        var tilt = 0.0
        for k in 0..<180_000 {
            let x = Double(k) * 128 / 48_000
            var late = -20e-6 * log(1 - uniform.next())
            if x >= 30 { late += 3e-3 }
            if x >= 30, x < 30.1 { late += 50e-6 }
            if k == 11_250 { line.notifyXrun() }
            let stamp = x - 2e-4 * x + late
            let before = line.stamp(at: x)
            let step = line.observe(nominal: x, stamp: Int64((stamp * 1e9).rounded()))
            if x > 30 { jump = max(jump, abs(line.stamp(at: x) - before)) }
            if step.isStep {
                steps.append((x, step.seconds))
                line.takeStep(step.seconds)
            }
            if x > 29 { tilt = max(tilt, (line.slope * 1e6 + 200).magnitude) }
        }
        try #require(steps.count == 1)
        #expect(steps[0].x < 30.1)
        #expect((steps[0].seconds - 3.05e-3).magnitude < 5e-6)
        #expect(jump < 2_000)
        #expect(tilt < 0.2)
        let last = 180_000 * 128 / 48_000.0
        let truth = Int64((last - 2e-4 * last + 3e-3) * 1e9)
        #expect(abs(line.stamp(at: last) - truth) < 5_000)
    }

    /// A tenth of a period is a step where an xrun tells of it, and noise where none does.
    @Test(arguments: [true, false]) func anXrunMakesASmallStepBelieved(isTold: Bool) {
        var uniform = Uniform(state: 1)
        var line = EnvelopeLine(.cycle(sampleRate: 48_000, periodFrames: 128), anchor: 0)
        var steps: [Double] = []
        for k in 0..<11_700 {
            let x = Double(k) * 128 / 48_000
            let late = -20e-6 * log(1 - uniform.next()) + (x >= 30 ? 270e-6 : 0)
            if k == 11_250, isTold { line.notifyXrun() }
            let step = line.observe(nominal: x, stamp: Int64(((x + late) * 1e9).rounded()))
            if step.isStep {
                steps.append(step.seconds)
                line.takeStep(step.seconds)
            }
        }
        #expect(steps.count == (isTold ? 1 : 0))
        for step in steps { #expect((step - 270e-6).magnitude < 5e-6) }
    }

    /// A server that loses time before there is much of a line, when most minima are from after it, and goes
    /// on losing it: each loss is found within a few cycles, whether an xrun told of it or not.
    @Test(arguments: [true, false]) func lossesInYouthAreFound(areTold: Bool) {
        let losses: [(x: Double, seconds: Double)] = [
            (0.1, 10.4e-3), (0.23, 5.7e-3), (1.71, 1.5e-3), (2.14, 1.5e-3), (2.48, 2.4e-3),
            (8.23, 0.7e-3),
        ]
        var uniform = Uniform(state: 1)
        var line = EnvelopeLine(.cycle(sampleRate: 48_000, periodFrames: 128), anchor: 0)
        var lost = 0.0
        var found = 0.0
        var next = 0
        var steps = 0
        for k in 0..<4_500 {
            let x = Double(k) * 128 / 48_000
            if next < losses.count, x >= losses[next].x {
                lost += losses[next].seconds
                next += 1
                if areTold { line.notifyXrun() }
            }
            let late = lost - 30e-6 * log(1 - uniform.next())
            let step = line.observe(nominal: x, stamp: Int64(((x + late) * 1e9).rounded()))
            if step.isStep {
                steps += 1
                found += step.seconds
                line.takeStep(step.seconds)
            }
            if areTold, next > 0, x > losses[next - 1].x + 0.1 {
                #expect((found - lost).magnitude < 0.15e-3, "\(x) s")
            }
        }
        #expect(steps == losses.count)
        #expect((found - lost).magnitude < 0.15e-3)
    }

    /// After an xrun a server may begin a cycle early, by up to a period: a line of the first moments does
    /// not run below that, nor take it for a loss that all others come later.
    @Test(arguments: [0, 1, 3, 9, 40, 300], [0.5e-3, 2e-3, 5.33e-3])
    func anEarlyCycleInYouthIsNoFloor(cycle: Int, early: Double) {
        for period in [64, 128, 256, 1_024] {
            for isTold in [true, false] {
                var uniform = Uniform(state: UInt32(7 + cycle))
                var line = EnvelopeLine(
                    .cycle(sampleRate: 48_000, periodFrames: period), anchor: 0)
                var taken = 0.0
                var worst = 0.0
                for k in 0..<(12 * 48_000 / period) {
                    let x = Double(k * period) / 48_000
                    let jitter = -10e-6 * log(1 - uniform.next())
                    let stamp = x + 1e-3 - 1e-4 * x + (k == cycle ? -early : jitter)
                    if k == cycle, isTold { line.notifyXrun() }
                    let step = line.observe(nominal: x, stamp: Int64((stamp * 1e9).rounded()))
                    if step.isStep {
                        // Before anything can play it does no harm.
                        if x > 0.1 { taken += step.seconds }
                        line.takeStep(step.seconds)
                    }
                    if x > 6 {
                        let truth = x + 1e-3 - 1e-4 * x
                        worst = max(worst, (Double(line.stamp(at: x)) * 1e-9 - truth).magnitude)
                    }
                }
                #expect(worst < 50e-6, "period \(period), told \(isTold), steps \(taken)")
                #expect(taken.magnitude < 50e-6, "period \(period), told \(isTold)")
            }
        }
    }
}
