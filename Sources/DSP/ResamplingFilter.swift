import Glibc

/// The low-pass filter of a resampler between two rates: how long and how steep it has to be.
///
/// A sinc in a Kaiser window. It is flat up to 20 kHz and lets no image or alias of anything up to
/// there through, where the lower rate carries that: the stop band begins as far above the lower
/// Nyquist frequency as the pass band ends below it. What lies between the two is inaudible, and
/// may fold. Rates from 48 kHz on need 22 frames each way for that, 44.1 kHz needs 40.
///
/// Where the output is slower than the input, the cut-off is lowered and the filter made longer,
/// in proportion (J. O. Smith, "Digital Audio Resampling", CCRMA).
struct ResamplingFilter {
    /// With what `init` makes of the transition band: 0.07 dB down at 20 kHz, whose images are
    /// 124 dB down; those of 19.5 kHz and less lie 140 dB down.
    private static let kaiserBeta = 14.5
    /// Distances tabulated per input frame at the lower rate's spacing. Interpolating linearly
    /// between them leaves an error of (ω/phases)²/27 of a sine of ω rad per frame: −143 dB at
    /// 20 kHz and a rate of 44.1 kHz.
    private static let phasesPerFrame = 2048.0

    /// Input frames that the filter spans on each side; even.
    let reach: Int
    /// Distances tabulated per input frame.
    let phases: Int
    private let cutoff: Double

    /// For conversion from `inputRate` to `outputRate`, Hz.
    init(inputRate: Int, outputRate: Int) {
        let lower = Double(min(inputRate, outputRate))
        let stretch = Double(inputRate) / lower
        // The share of its band that the lower rate keeps: at least that of 20 kHz at 48 kHz, at
        // most that of 20 kHz at 44.1 kHz.
        let share = min(max(40_000 / lower, 40.0 / 48), 40 / 44.1)
        let transition = 1 - share
        reach = Int((1.833 * stretch / transition).rounded(.up)) * 2
        phases = Int((Self.phasesPerFrame / stretch).rounded(.up))
        cutoff = (1 - 0.24 * transition) / stretch
    }

    /// The impulse response at 0, 1/`phases`, … `reach` frames from its centre. It is even.
    func response() -> [Float] {
        let scale = 1 / bessel(Self.kaiserBeta)
        return (0...reach * phases).map { index in
            let edge = Double(index) / Double(reach * phases)
            let window = scale * bessel(Self.kaiserBeta * (1 - edge * edge).squareRoot())
            let angle = .pi * cutoff * Double(index) / Double(phases)
            return Float(cutoff * window * (index == 0 ? 1 : sin(angle) / angle))
        }
    }
}

/// The modified Bessel function of the first kind, order 0, by its series.
private func bessel(_ x: Double) -> Double {
    let square = x * x / 4
    var term = 1.0
    var sum = 1.0
    var k = 1.0
    while term > sum * 1e-17 {
        term *= square / (k * k)
        sum += term
        k += 1
    }
    return sum
}
