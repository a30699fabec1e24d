// Lost stretches made up by linear prediction: figures that were found by another implementation, and
// sounds that must not upset it.
import Glibc
import Testing

@testable import DSP

@Suite struct ConcealerTests {
    /// Σ of three sines, as one 48 kHz channel has them.
    private func sines(_ frame: Int) -> Float {
        let t = Double(frame) / 48_000 * 2 * .pi
        return Float(
            0.5 * sin(440 * t) + 0.25 * sin(1234.5 * t + 1) + 0.1 * sin(5_000 * t + 2))
    }

    private func ratio(_ made: [Float], _ frame: Int, _ sound: (Int) -> Float) -> Double {
        var signal = 0.0
        var error = 0.0
        for index in made.indices {
            let truth = Double(sound(frame + index))
            signal += truth * truth
            error += (truth - Double(made[index])) * (truth - Double(made[index]))
        }
        return 10 * log10(signal / error)
    }

    private func made(
        _ concealer: inout Concealer, at frame: Int, frames: Int, known: Int,
        _ sound: (Int) -> Float
    ) -> [Float] {
        let past = (frame - concealer.history..<frame).map(sound)
        let future = (frame + frames..<frame + frames + max(known, 1)).map(sound)
        var output = [Float](repeating: .nan, count: frames)
        if known > 0 {
            concealer.interpolate(
                past, future: future, known: known, into: &output, frames: frames)
        } else {
            concealer.extrapolate(past, into: &output, frames: frames)
        }
        return output
    }

    @Test func theCoefficientsAreThoseOfTheReference() {
        let prediction = LinearPrediction(order: 4, history: 64, tail: 8)
        let samples = (0..<64).map { Float(sin(0.1 * Double($0)) + 0.5 * sin(0.37 * Double($0))) }
        let isSound = prediction.analyse(samples)
        #expect(isSound)
        let expected = [1, -3.179322, 3.852265, -2.091107, 0.422329]
        for (index, value) in expected.enumerated() {
            let found = prediction.coefficients[index]
            #expect(abs(found - value) < 1e-5, "a[\(index)] = \(found)")
        }
    }

    @Test func sinesGoOn() {
        var concealer = Concealer(
            order: 512, history: 4_096, hasShort: true, longestGap: 384, longestFuture: 256)
        let oneSided = made(&concealer, at: 5_096, frames: 128, known: 0, sines)
        #expect(ratio(oneSided, 5_096, sines) >= 32)
        let twoSided = made(&concealer, at: 5_096, frames: 128, known: 128, sines)
        #expect(ratio(twoSided, 5_096, sines) >= 26)
        let more = made(&concealer, at: 5_096, frames: 128, known: 256, sines)
        #expect(ratio(more, 5_096, sines) >= 26)
    }

    /// Where another sound begins behind the gap, the edges are no steeper than the sounds are.
    @Test(arguments: [0.5, 1.5, 2.5, 3.1])
    func edgesAreNoSteeperThanTheSound(phase: Double) {
        let end = 5_096 + 128
        func sound(_ frame: Int) -> Float {
            let angle = Double(frame) * 2 * .pi * 200 / 48_000
            return Float(0.5 * sin(angle + (frame < end ? 0 : phase)))
        }
        var concealer = Concealer(
            order: 256, history: 2_048, hasShort: true, longestGap: 384, longestFuture: 256)
        let own: Float = 0.5 * 2 * .pi * 200 / 48_000
        let output = made(&concealer, at: 5_096, frames: 128, known: 256, sound)
        #expect((output[0] - sound(5_095)).magnitude <= own * 1.001)
        #expect((sound(end) - output[127]).magnitude <= own * 1.001)
    }

    @Test func noSoundUpsetsIt() {
        var concealer = Concealer(
            order: 128, history: 1_024, hasShort: true, longestGap: 256, longestFuture: 128)
        var seed: UInt32 = 1
        func noise() -> Float {
            seed = seed &* 1_664_525 &+ 1_013_904_223
            return Float(Int32(bitPattern: seed)) / 2_147_483_648
        }
        let sounds: [(String, (Int) -> Float)] = [
            ("silence", { _ in 0 }), ("a constant", { _ in 0.7 }),
            ("a square", { $0 / 50 % 2 == 0 ? 1 : -1 }), ("a click", { $0 == 2_000 ? 1 : 0 }),
            ("noise", { _ in noise() }), ("almost nothing", { Float($0 % 3 - 1) * 1e-30 }),
            ("a ramp", { Float($0) * 1e-4 }), ("Nyquist", { $0 % 2 == 0 ? 1 : -1 }),
            ("a pure sine", { sin(Float($0) * 0.05) }),
        ]
        for (name, sound) in sounds {
            let peak = (2_000 - 1_024..<2_400).map { sound($0).magnitude }.max()!
            for known in [0, 1, 60, 128] {
                let output = made(&concealer, at: 2_000, frames: 200, known: known, sound)
                #expect(output.allSatisfy { $0.isFinite }, "\(name), \(known) known")
                #expect(output.allSatisfy { $0.magnitude <= max(peak, 1e-20) }, "\(name)")
            }
        }
    }

    @Test func whatIsNoNumberIsTakenForSilence() {
        var concealer = Concealer(
            order: 64, history: 512, hasShort: false, longestGap: 64, longestFuture: 64)
        let output = made(&concealer, at: 1_000, frames: 64, known: 0) {
            $0 == 900 ? .infinity : 0.1
        }
        #expect(output.allSatisfy { $0 == 0 })
    }
}
