import DSP
import Glibc

/// A sine sent through a resampler, compared with the same sine taken at the places asked for.
struct ResampledSine {
    /// Of the output over that of the input, dB.
    let gain: Double
    /// Everything in the output that is not the sine, over the sine, dB.
    let residual: Double
    /// How much later than asked for it comes, input frames.
    let delay: Double

    /// `angle` is in rad per input frame. The blocks follow one another with the ratio of each,
    /// the first at `fraction`, and `skip` frames are left out between two.
    init(
        _ resampler: borrowing VariableResampler, angle: Double, fraction: Double = 0,
        ratios: [Double], blockFrames: Int = 64, skip: Double = 0
    ) {
        var output = [Float](repeating: 0, count: blockFrames)
        var place = fraction
        var samples: [Double] = []
        var phases: [Double] = []
        for ratio in ratios {
            let whole = place.rounded(.down)
            let span = resampler.inputFrames(
                fraction: place - whole, ratio: ratio, frames: blockFrames)
            let first = whole - Double(resampler.reach - 1)
            let input = (0..<span).map { Float(0.9 * sin(angle * (first + Double($0)))) }
            output.withUnsafeMutableBufferPointer { output in
                withUnsafePointer(to: output.baseAddress!) { outputs in
                    resampler.process(
                        input: input, inputStride: 0, fraction: place - whole, ratio: ratio,
                        outputs: outputs, channels: 1, frames: blockFrames)
                }
            }
            samples += output.map(Double.init)
            phases += (0..<blockFrames).map { angle * (place + Double($0) * ratio) }
            place += Double(blockFrames) * ratio + skip
        }
        let (sine, cosine) = Self.fit(samples, phases)
        let amplitude = hypot(sine, cosine)
        var power = 0.0
        for (sample, phase) in zip(samples, phases) {
            let rest = sample - sine * sin(phase) - cosine * cos(phase)
            power += rest * rest
        }
        gain = 20 * log10(amplitude / 0.9)
        residual = 10 * log10(power / Double(samples.count) / (amplitude * amplitude / 2) + 1e-20)
        delay = -atan2(cosine, sine) / angle
    }

    /// Least squares in two unknowns.
    private static func fit(_ samples: [Double], _ phases: [Double]) -> (Double, Double) {
        var (ss, sc, cc, sy, cy) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for (sample, phase) in zip(samples, phases) {
            let (s, c) = (sin(phase), cos(phase))
            ss += s * s
            sc += s * c
            cc += c * c
            sy += s * sample
            cy += c * sample
        }
        let determinant = ss * cc - sc * sc
        return ((sy * cc - cy * sc) / determinant, (cy * ss - sy * sc) / determinant)
    }
}
