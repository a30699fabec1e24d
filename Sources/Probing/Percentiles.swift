/// How times are distributed, ns.
package struct Percentiles: Hashable, Sendable {
    package var least: Int64
    package var median: Int64
    package var high95: Int64
    package var high99: Int64
    package var greatest: Int64

    /// Nil where there are none.
    package init?(_ times: [Int64]) {
        guard !times.isEmpty else { return nil }
        self.init(sorted: times.sorted())
    }

    private init(sorted: [Int64]) {
        func rank(_ share: Double) -> Int64 {
            sorted[min(Int((Double(sorted.count) * share).rounded(.down)), sorted.count - 1)]
        }
        least = sorted[0]
        median = rank(0.5)
        high95 = rank(0.95)
        high99 = rank(0.99)
        greatest = sorted[sorted.count - 1]
    }
}
