/// How fast a stream's clock is beside the sink's, and how much that figure moves: means of one second,
/// thirty of them. The media thread's.
package struct ClockWander: Sendable {
    private static let seconds = 30
    private static let second: Int64 = 1_000_000_000

    private var means = InlineArray<30, Double>(repeating: 0)
    private var count = 0
    private var next = 0
    private var sum = 0.0
    private var samples = 0
    private var secondEnd = Int64.min
    /// The mean of the last whole second, ppm; nil before there was one.
    package private(set) var ratio: Double?

    package init() {}

    /// Takes the ratio at `now` (ns), less 1, in ppm.
    package mutating func note(_ deviation: Double, now: Int64) {
        if secondEnd == .min { secondEnd = now + Self.second }
        if now >= secondEnd, samples > 0 {
            let mean = sum / Double(samples)
            means[next] = mean
            next = (next + 1) % Self.seconds
            count = min(count + 1, Self.seconds)
            ratio = mean
            (sum, samples, secondEnd) = (0, 0, now + Self.second)
        }
        sum += deviation
        samples += 1
    }

    /// Standard deviation of the means, ppm; nil before there are five.
    package var wander: Double? {
        guard count >= 5 else { return nil }
        var mean = 0.0
        for index in 0..<count { mean += means[index] / Double(count) }
        var squares = 0.0
        for index in 0..<count { squares += (means[index] - mean) * (means[index] - mean) }
        return (squares / Double(count)).squareRoot()
    }
}
