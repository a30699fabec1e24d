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
        reversed.deallocate()
        re.deallocate()
        im.deallocate()
    }

    /// |X[k]|² of the `length` numbers at `x`, for k = 0 … `length`/2, into `power`.
    func power(of x: UnsafePointer<Double>, into power: UnsafeMutablePointer<Double>) {
        transformHalves(of: x)
        for k in 0...half / 2 {
            let (low, high) = bins(k)
            power[k] = low.re * low.re + low.im * low.im
            power[half - k] = high.re * high.re + high.im * high.im
        }
    }

    /// Re X[k] of the `length` numbers at `x`, for k < `count` ≤ `length`/2, into `real`.
    func realPart(
        of x: UnsafePointer<Double>, into real: UnsafeMutablePointer<Double>, count: Int
    ) {
        transformHalves(of: x)
        for k in 0...half / 2 {
            let (low, high) = bins(k)
            if k < count { real[k] = low.re }
            if half - k < count { real[half - k] = high.re }
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
            let step = half / span  // of the table, which turns once in `length`
            var block = 0
            while block < half {
                for k in 0..<span {
                    let (c, s) = (cosines[k * step], sines[k * step])
                    let (low, high) = (block + k, block + k + span)
                    let turnedRe = c * re[high] + s * im[high]
                    let turnedIm = c * im[high] - s * re[high]
                    re[high] = re[low] - turnedRe
                    im[high] = im[low] - turnedIm
                    re[low] += turnedRe
                    im[low] += turnedIm
                }
                block += 2 * span
            }
            span *= 2
        }
    }
}
