import CVector
import Glibc

/// The coefficients by which a sound predicts itself: the autocorrelation method with a window that
/// favours what came last, and Levinson's recursion (Makhoul, "Linear prediction: a tutorial review",
/// 1975). High orders, because at 48 kHz low ones are spent on treble. Sized at init; one thread.
struct LinearPrediction: ~Copyable {
    /// Relative noise floor: keeps the recursion stable, and a sound that has no treble from being
    /// taken at its word there.
    private static let ridge = 1e-6

    let order: Int
    /// Frames looked at, a power of two.
    let history: Int
    /// a[0] = 1, …, a[order]: x[n] ≈ −Σ a[j] x[n − j], j = 1 … order.
    let coefficients: UnsafeMutablePointer<Double>
    /// The same from a[order] to a[0].
    let reversed: UnsafeMutablePointer<Double>
    private let transform: RealFourierTransform
    private let window: UnsafeMutablePointer<Double>
    /// Frames transformed at a time, a power of two, `order` or more.
    private let block: Int
    private let series: UnsafeMutablePointer<Double>
    /// Of a block, of the one before it, and the sum over them; real parts, then imaginary ones.
    private let spectrum: UnsafeMutablePointer<Double>
    private let former: UnsafeMutablePointer<Double>
    private let product: UnsafeMutablePointer<Double>
    private let correlation: UnsafeMutablePointer<Double>

    /// The window rises over all but the last `tail` frames, and falls over those.
    init(order: Int, history: Int, tail: Int) {
        precondition(order > 0 && order < history && tail < history)
        self.order = order
        self.history = history
        var block = 4
        while block < order { block *= 2 }
        precondition(history % block == 0)
        self.block = block
        transform = RealFourierTransform(length: 2 * block)
        coefficients = .allocate(capacity: order + 1)
        coefficients.initialize(repeating: 0, count: order + 1)
        reversed = .allocate(capacity: order + 1)
        reversed.initialize(repeating: 0, count: order + 1)
        correlation = .allocate(capacity: order + 1)
        correlation.initialize(repeating: 0, count: order + 1)
        series = .allocate(capacity: 2 * block)
        series.initialize(repeating: 0, count: 2 * block)
        let bins = 2 * (block + 1)
        spectrum = .allocate(capacity: bins)
        spectrum.initialize(repeating: 0, count: bins)
        former = .allocate(capacity: bins)
        former.initialize(repeating: 0, count: bins)
        product = .allocate(capacity: bins)
        product.initialize(repeating: 0, count: bins)
        window = .allocate(capacity: history)
        let rising = history - tail
        for frame in 0..<history {
            let phase =
                frame < rising
                ? (Double(frame) + 0.5) / Double(rising)
                : 1 - (Double(frame - rising) + 0.5) / Double(tail)
            (window + frame).initialize(to: sin(.pi / 2 * phase))
        }
    }

    deinit {
        coefficients.deallocate()
        reversed.deallocate()
        correlation.deallocate()
        series.deallocate()
        spectrum.deallocate()
        former.deallocate()
        product.deallocate()
        window.deallocate()
    }

    /// Finds the coefficients for the `history` frames at `samples`, the oldest first. False where they
    /// are silent.
    func analyse(_ samples: UnsafePointer<Float>) -> Bool {
        correlate(samples)
        correlation[0] *= 1 + Self.ridge
        guard correlation[0] > 1e-15, correlation[0].isFinite else { return false }
        recurse()
        for index in 0...order { reversed[index] = coefficients[order - index] }
        return true
    }

    /// The autocorrelation, block by block: each with itself and the one behind it (Rader, "An
    /// improved algorithm for high speed autocorrelation", 1970).
    private func correlate(_ samples: UnsafePointer<Float>) {
        let bins = block + 1
        for bin in 0..<2 * bins { (former[bin], product[bin]) = (0, 0) }
        for start in stride(from: history - block, through: 0, by: -block) {
            for frame in 0..<block {
                series[frame] = Double(samples[start + frame]) * window[start + frame]
                series[block + frame] = 0
            }
            transform.transform(series, re: spectrum, im: spectrum + bins)
            for bin in 0..<bins {
                // Half a period later is a factor of −1 in every other bin.
                let sign: Double = bin & 1 == 0 ? 1 : -1
                let (re, im) = (spectrum[bin], spectrum[bins + bin])
                let otherRe = re + sign * former[bin]
                let otherIm = im + sign * former[bins + bin]
                product[bin] += re * otherRe + im * otherIm
                product[bins + bin] += re * otherIm - im * otherRe
                (former[bin], former[bins + bin]) = (re, im)
            }
        }
        // Back by the transform there is: real and imaginary part as one real series (Hartley).
        for bin in 0..<bins { series[bin] = product[bin] + product[bins + bin] }
        for bin in 1..<block { series[2 * block - bin] = product[bin] - product[bins + bin] }
        transform.transform(series, re: spectrum, im: spectrum + bins)
        for lag in 0...order {
            correlation[lag] = (spectrum[lag] + spectrum[bins + lag]) / Double(2 * block)
        }
    }

    /// Levinson's recursion.
    private func recurse() {
        coefficients[0] = 1
        for index in 1...order { coefficients[index] = 0 }
        // Backwards, so that the sums run forwards through both.
        for index in 0...order { reversed[index] = correlation[order - index] }
        var error = correlation[0]
        for step in 1...order {
            let sum = cv_dot(coefficients, reversed + (order - step), step)
            let reflection = -sum / error
            cv_add_mirrored(coefficients, reflection, step)
            error *= 1 - reflection * reflection
            guard error > 0 else { return }
        }
    }
}
