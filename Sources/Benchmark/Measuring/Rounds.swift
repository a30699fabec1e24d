/// What some rounds of one measurement came to, in the unit of whoever measured; to three decimals.
package struct Rounds: Codable, Hashable, Sendable {
    package var median: Double
    /// Standard deviation.
    package var deviation: Double
    package var least: Double
    package var greatest: Double
    package var rounds: Int

    /// Of at least one value; what is not finite counts as 0.
    package init(_ values: [Double]) {
        let sorted = values.map { $0.isFinite ? $0 : 0 }.sorted()
        precondition(!sorted.isEmpty, "no round was measured")
        let mean = sorted.reduce(0, +) / Double(sorted.count)
        let power = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sorted.count)
        let half = sorted.count / 2
        let middle =
            sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
        median = middle.toThousandths
        deviation = power.squareRoot().toThousandths
        least = sorted[0].toThousandths
        greatest = sorted[sorted.count - 1].toThousandths
        rounds = sorted.count
    }
}

extension Double {
    /// To three decimals; 0 where it is not finite.
    package var toThousandths: Double { isFinite ? (self * 1_000).rounded() / 1_000 : 0 }
}
