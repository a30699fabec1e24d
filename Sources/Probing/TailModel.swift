import Glibc

/// How often times exceed what was seen of them: what was seen, up to the highest of them, and beyond that a
/// generalised Pareto distribution, fitted by probability-weighted moments (J. R. M. Hosking, J. R. Wallis,
/// "Parameter and Quantile Estimation for the Generalized Pareto Distribution", Technometrics 29, 1987).
///
/// A tail is taken for no shorter than half of what a bounded one can be, and for no heavier than has a variance.
struct TailModel: Sendable {
    /// So many of the highest times the tail is fitted to, at least and at most, where there are as many; between
    /// them, a twentieth.
    private static let fewest = 40
    private static let most = 500
    private static let shapes = -0.5...0.5
    /// What a machine does by itself, ns: no tail is shorter.
    private static let leastScale = 10_000.0

    /// From here on it is the tail.
    let threshold: Double
    /// The part of the times that lies above.
    let share: Double
    let scale: Double
    let shape: Double

    /// Where the tail of `sorted` times begins: an index.
    static func start(of count: Int) -> Int {
        let wanted = min(max(count / 20, fewest), most)
        return max(count - wanted, count / 2)
    }

    /// From the times above `threshold`, less it, sorted; they are the part `share` of all.
    init(excesses: [Double], threshold: Double, share: Double) {
        self.threshold = threshold
        self.share = share
        let count = Double(excesses.count)
        guard count >= 2 else {
            scale = max(excesses.first ?? 0, Self.leastScale)
            shape = 0
            return
        }
        var mean = 0.0
        var weighted = 0.0
        for (index, excess) in excesses.enumerated() {
            mean += excess / count
            weighted += excess * (count - 1 - Double(index)) / (count - 1) / count
        }
        let difference = mean - 2 * weighted
        let shape = difference > 0 ? 2 - mean / difference : Self.shapes.upperBound
        self.shape = min(max(shape, Self.shapes.lowerBound), Self.shapes.upperBound)
        // With the shape that it is given, the mean stays.
        scale = max(mean * (1 - self.shape), Self.leastScale)
    }

    /// The probability of more than `time`, which is above the threshold.
    func exceedance(_ time: Double) -> Double {
        let x = max(0, time - threshold) / scale
        if abs(shape) < 1e-6 { return share * exp(-x) }
        let base = 1 + shape * x
        return base > 0 ? share * pow(base, -1 / shape) : 0
    }
}
