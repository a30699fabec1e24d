import DSP
import Glibc
import HostIO
package import Units

/// The resampler of a link, alone: what it costs, and what it does to sines.
package enum ResamplerBench {
    private static let blockFrames = 128
    /// Two clocks that are 50 ppm apart.
    private static let drift = 1 + 50e-6

    private struct Rates {
        var from: Int
        var to: Int

        /// Input frames per output frame.
        var ratio: Double { Double(from) / Double(to) * ResamplerBench.drift }
    }

    private static let pairs = [
        Rates(from: 48_000, to: 48_000), Rates(from: 44_100, to: 48_000),
        Rates(from: 48_000, to: 44_100), Rates(from: 96_000, to: 48_000),
    ]

    /// Measures costs for half of `time`, and as many tones as the rest allows.
    package static func run(
        _ time: Nanoseconds, isQuick: Bool, _ progress: BenchProgress
    ) -> ResamplerResult {
        let pairs = isQuick ? Array(pairs.prefix(2)) : pairs
        let sizes = isQuick ? [2, 64] : [1, 2, 8, 64]
        let steps = pairs.count * 3
        let pace = Pace(Nanoseconds(time.count / 2), measurements: pairs.count * sizes.count)
        var result = ResamplerResult(costs: [], tones: [], bands: [])
        for (number, rates) in pairs.enumerated() {
            let name = "resampler \(rates.from) to \(rates.to)"
            progress.next(name, number * 3, of: steps)
            for channels in sizes {
                result.costs.append(cost(rates, channels, pace))
            }
            progress.next(name + ", THD+N", number * 3 + 1, of: steps)
            let tones = tones(rates, perOctave: isQuick ? 1 : 3)
            result.tones += tones
            progress.next(name + ", images", number * 3 + 2, of: steps)
            result.bands.append(band(rates, tones, isQuick: isQuick))
        }
        return result
    }

    private static func cost(_ rates: Rates, _ channels: Int, _ pace: Pace) -> ResamplerResult.Cost
    {
        let sound = TestSound()
        // Fits in the second cache on 64 channels; no power of 2, so that they share no cache lines.
        let signal = (0..<1_100).map { sound.line(0, at: $0).pointee }
        let ours = Ours(signal, from: rates.from, to: rates.to, channels: channels)
        var block = [Float](repeating: 0, count: blockFrames)
        let blocks = max(8, 4_000 / channels)
        let seconds = Double(blocks * blockFrames) / Double(rates.to)
        let process = pace.measure {
            let start = ThreadTime.now()
            for _ in 0..<blocks { ours.render(&block, ratio: rates.ratio) }
            return Double(ThreadTime.now() - start) * 1e-3 / seconds / Double(channels)
        }
        return ResamplerResult.Cost(
            from: rates.from, to: rates.to, channels: channels, process: process)
    }

    /// From 20 Hz to 20 kHz, as far as the lower rate has room.
    private static func tones(_ rates: Rates, perOctave: Int) -> [ResamplerResult.Tone] {
        let octaves = log2(1_000.0)
        let count = Int(octaves * Double(perOctave))
        let most = 0.45 * Double(min(rates.from, rates.to))
        return (0...count).compactMap { step in
            let hertz = (20 * exp2(octaves * Double(step) / Double(count))).rounded()
            guard hertz <= most else { return nil }
            // At least twelve periods.
            let seconds = min(max(12 / hertz, 0.2), 0.6)
            let blocks = Int(seconds * Double(rates.to)) / ResamplerTone.blockFrames
            let tone = ResamplerTone(hertz: hertz, from: rates.from, to: rates.to)
            let fit = tone.fit([Double](repeating: rates.ratio, count: blocks)) {
                Ours($0, from: rates.from, to: rates.to, channels: 1)
            }
            return ResamplerResult.Tone(
                from: rates.from, to: rates.to, hertz: hertz,
                thdPlusNoise: fit.residual.toThousandths,
                gain: ResamplerTone.gain(fit).toThousandths)
        }
    }

    private static func band(
        _ rates: Rates, _ tones: [ResamplerResult.Tone], isQuick: Bool
    ) -> ResamplerResult.Band {
        var image: Double?
        if rates.from != rates.to {
            let most = min(20_000, 0.45 * Double(min(rates.from, rates.to)))
            let images = stride(from: 1_000.0, through: most, by: isQuick ? 6_000 : 2_000).map {
                ResamplerTone(hertz: $0, from: rates.from, to: rates.to).strongestImage {
                    Ours($0, from: rates.from, to: rates.to, channels: 1)
                }
            }
            image = images.max()?.toThousandths
        }
        return ResamplerResult.Band(
            from: rates.from, to: rates.to, ripple: tones.map(\.gain.magnitude).max() ?? 0,
            image: image,
            reach: VariableResampler(inputRate: rates.from, outputRate: rates.to).reach)
    }
}
