import Glibc

/// The coefficients by which a sound predicts itself: the autocorrelation method with a window that
/// favours what came last, and Levinson's recursion (Makhoul, "Linear prediction: a tutorial review",
/// 1975). High orders, because at 48 kHz low ones are spent on treble. Sized at init; one thread.
struct LinearPrediction: ~Copyable {
    /// Relative noise floor that keeps the recursion stable.
    private static let ridge = 1e-9

    let order: Int
    /// Frames looked at, a power of two.
    let history: Int
    /// a[0] = 1, …, a[order]: x[n] ≈ −Σ a[j] x[n − j], j = 1 … order.
    let coefficients: UnsafeMutablePointer<Double>
    /// The same from a[order] to a[0].
    let reversed: UnsafeMutablePointer<Double>
    private let transform: RealFourierTransform
    private let window: UnsafeMutablePointer<Double>
    private let series: UnsafeMutablePointer<Double>
    private let spectrum: UnsafeMutablePointer<Double>
    private let correlation: UnsafeMutablePointer<Double>
    private let mirror: UnsafeMutablePointer<Double>

    /// The window rises over all but the last `tail` frames, and falls over those.
    init(order: Int, history: Int, tail: Int) {
        precondition(order > 0 && order < history && tail < history)
        self.order = order
        self.history = history
        transform = RealFourierTransform(length: 2 * history)
        coefficients = .allocate(capacity: order + 1)
        coefficients.initialize(repeating: 0, count: order + 1)
        reversed = .allocate(capacity: order + 1)
        reversed.initialize(repeating: 0, count: order + 1)
        correlation = .allocate(capacity: order + 1)
        correlation.initialize(repeating: 0, count: order + 1)
        mirror = .allocate(capacity: order + 1)
        mirror.initialize(repeating: 0, count: order + 1)
        series = .allocate(capacity: 2 * history)
        series.initialize(repeating: 0, count: 2 * history)
        spectrum = .allocate(capacity: history + 1)
        spectrum.initialize(repeating: 0, count: history + 1)
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
        mirror.deallocate()
        series.deallocate()
        spectrum.deallocate()
        window.deallocate()
    }

    /// Finds the coefficients for the `history` frames at `samples`, the oldest first. False where they
    /// are silent.
    func analyse(_ samples: UnsafePointer<Float>) -> Bool {
        for frame in 0..<history {
            series[frame] = Double(samples[frame]) * window[frame]
            series[history + frame] = 0
        }
        // Wiener and Khinchin: the autocorrelation is the transform of the power, which is even.
        transform.power(of: series, into: spectrum)
        for k in 0...history { series[k] = spectrum[k] }
        for k in 1..<history { series[2 * history - k] = spectrum[k] }
        transform.realPart(of: series, into: correlation, count: order + 1)
        correlation[0] *= 1 + Self.ridge
        guard correlation[0] > 1e-12, correlation[0].isFinite else { return false }
        recurse()
        for index in 0...order { reversed[index] = coefficients[order - index] }
        return true
    }

    /// Levinson's recursion.
    private func recurse() {
        coefficients[0] = 1
        for index in 1...order { coefficients[index] = 0 }
        // Backwards, so that the sums run forwards through both.
        for index in 0...order { reversed[index] = correlation[order - index] }
        var error = correlation[0]
        for step in 1...order {
            let sum = dotProduct(coefficients, reversed + (order - step), step)
            let reflection = -sum / error
            for index in 0...step { mirror[index] = coefficients[step - index] }
            for index in 1...step { coefficients[index] += reflection * mirror[index] }
            error *= 1 - reflection * reflection
            guard error > 0 else { return }
        }
    }
}
