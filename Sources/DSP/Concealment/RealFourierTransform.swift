import CVector
import Glibc

/// The discrete Fourier transform of real numbers, of one length that is a power of two: a complex one
/// of half the length (radix 2, in place), taken apart (Press et al., "Numerical Recipes", §12.3).
/// Sized at init; one thread.
struct RealFourierTransform: ~Copyable {
    /// Numbers transformed, a power of two, 8 at least.
    let length: Int
    private let half: Int
    private let cosines: UnsafeMutablePointer<Double>
    private let sines: UnsafeMutablePointer<Double>
    /// For each span of the butterflies what they turn by, from place `span` on.
    private let turnsRe: UnsafeMutablePointer<Double>
    private let turnsIm: UnsafeMutablePointer<Double>
    private let reversed: UnsafeMutablePointer<Int32>
    private let re: UnsafeMutablePointer<Double>
    private let im: UnsafeMutablePointer<Double>

    init(length: Int) {
        precondition(length >= 8 && length & (length - 1) == 0)
        self.length = length
        half = length / 2
        cosines = .allocate(capacity: half)
        sines = .allocate(capacity: half)
        for k in 0..<half {
            let angle = 2 * Double.pi * Double(k) / Double(length)
            (cosines + k).initialize(to: cos(angle))
            (sines + k).initialize(to: sin(angle))
        }
        turnsRe = .allocate(capacity: half)
        turnsRe.initialize(repeating: 1, count: half)
        turnsIm = .allocate(capacity: half)
        turnsIm.initialize(repeating: 0, count: half)
        var span = 1
        while span < half {
            for k in 0..<span {
                turnsRe[span + k] = cosines[k * (half / span)]
                turnsIm[span + k] = sines[k * (half / span)]
            }
            span *= 2
        }
        reversed = .allocate(capacity: half)
        let bits = half.trailingZeroBitCount
        for k in 0..<half {
            var mirror = 0
            for bit in 0..<bits where k >> bit & 1 != 0 { mirror |= 1 << (bits - 1 - bit) }
            (reversed + k).initialize(to: Int32(mirror))
        }
        re = .allocate(capacity: half)
        re.initialize(repeating: 0, count: half)
        im = .allocate(capacity: half)
        im.initialize(repeating: 0, count: half)
    }

    deinit {
        cosines.deallocate()
        sines.deallocate()
        turnsRe.deallocate()
        turnsIm.deallocate()
        reversed.deallocate()
        re.deallocate()
        im.deallocate()
    }

    /// X[k] of the `length` numbers at `x`, for k = 0 … `length`/2.
    func transform(
        _ x: UnsafePointer<Double>, re real: UnsafeMutablePointer<Double>,
        im imaginary: UnsafeMutablePointer<Double>
    ) {
        transformHalves(of: x)
        for k in 0...half / 2 {
            let (low, high) = bins(k)
            (real[k], imaginary[k]) = low
            (real[half - k], imaginary[half - k]) = high
        }
    }

    /// Bins k and `half` − k of the whole transform.
    private func bins(_ k: Int) -> (low: (re: Double, im: Double), high: (re: Double, im: Double)) {
        let mirror = (half - k) & (half - 1)
        let evenRe = 0.5 * (re[k] + re[mirror])
        let evenIm = 0.5 * (im[k] - im[mirror])
        let oddRe = 0.5 * (im[k] + im[mirror])
        let oddIm = 0.5 * (re[mirror] - re[k])
        let (c, s) = (cosines[k], sines[k])
        let turnedRe = c * oddRe + s * oddIm
        let turnedIm = c * oddIm - s * oddRe
        return (
            (evenRe + turnedRe, evenIm + turnedIm), (evenRe - turnedRe, turnedIm - evenIm)
        )
    }

    /// The complex transform of the pairs of `x`.
    private func transformHalves(of x: UnsafePointer<Double>) {
        for k in 0..<half {
            let place = Int(reversed[k])
            re[place] = x[2 * k]
            im[place] = x[2 * k + 1]
        }
        var span = 1
        while span < half {
            if span < 4 {
                for block in stride(from: 0, to: half, by: 2 * span) {
                    for k in 0..<span { turn(block + k, span, k) }
                }
            } else {
                cv_butterflies(re, im, turnsRe + span, turnsIm + span, half, span)
            }
            span *= 2
        }
    }

    private func turn(_ low: Int, _ span: Int, _ k: Int) {
        let high = low + span
        let (c, s) = (turnsRe[span + k], turnsIm[span + k])
        let turnedRe = c * re[high] + s * im[high]
        let turnedIm = c * im[high] - s * re[high]
        re[high] = re[low] - turnedRe
        im[high] = im[low] - turnedIm
        re[low] += turnedRe
        im[low] += turnedIm
    }
}
