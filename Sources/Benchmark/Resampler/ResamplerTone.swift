import Glibc

/// A sine through a resampler.
package struct ResamplerTone {
    /// Frames a call renders.
    package static let blockFrames = 64
    /// −1 dBFS.
    private static let amplitude = pow(10, -1.0 / 20)

    package var hertz: Double
    /// Between these rates, Hz.
    package var from: Int
    package var to: Int

    package init(hertz: Double, from: Int = 48_000, to: Int = 48_000) {
        self.hertz = hertz
        self.from = from
        self.to = to
    }

    /// Renders the sine in blocks at `ratios`, input frames per output frame, by what `make` makes for a
    /// signal, and fits one to what comes.
    package func fit(
        _ ratios: [Double], _ make: ([Float]) -> any Contestant
    ) -> SineFit {
        let angle = 2 * .pi * hertz / Double(from)
        let frames = Int(ratios.reduce(0, +) * Double(Self.blockFrames)) + 1_024
        let signal = (0..<frames).map { Float(Self.amplitude * sin(angle * Double($0))) }
        let samples = make(signal).render(blocks: ratios, frames: Self.blockFrames)
        var places: [Double] = []
        places.reserveCapacity(samples.count)
        var place = 0.0
        for ratio in ratios {
            for frame in 0..<Self.blockFrames { places.append(place + Double(frame) * ratio) }
            place += Double(Self.blockFrames) * ratio
        }
        // Some begin with silence before the first sample.
        let settled = 4 * Self.blockFrames
        return SineFit(
            Array(samples[settled...]), at: Array(places[settled...]), angle: angle)
    }

    /// How much louder the sine came out than it went in, dB.
    package static func gain(_ fit: SineFit) -> Double { 20 * log10(fit.amplitude / amplitude) }

    /// The strongest line that does not belong there, less the sine, dB.
    package func strongestImage(_ make: ([Float]) -> any Contestant) -> Double {
        let ratios = [Double](repeating: Double(from) / Double(to), count: 300)
        let fit = fit(ratios, make)
        var worst = -200.0
        for multiple in 1...4 {
            for side in [-1.0, 1] {
                let angle = 2 * .pi * (Double(multiple * from) + side * hertz) / Double(to)
                worst = max(worst, level(fit.rest, angle) - 20 * log10(fit.amplitude))
            }
        }
        return worst
    }

    /// Level of the line at `angle` rad per frame, dB, seen through a Hann window.
    private func level(_ samples: [Double], _ angle: Double) -> Double {
        var (real, imaginary) = (0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            let window = 1 - cos(2 * .pi * (Double(index) + 0.5) / Double(samples.count))
            real += window * sample * cos(angle * Double(index))
            imaginary += window * sample * sin(angle * Double(index))
        }
        return 20 * log10(max(2 * hypot(real, imaginary) / Double(samples.count), 1e-10))
    }
}
