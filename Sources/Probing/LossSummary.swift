import Glibc

/// What was lost of a row of datagrams, and in what runs.
package struct LossSummary: Hashable, Sendable {
    package private(set) var sent = 0
    package private(set) var lost = 0
    /// How many runs of losses there were of each length.
    package private(set) var runs: [Int: Int] = [:]
    private var current = 0

    package init() {}

    /// Takes the fate of each, in order.
    package init(_ arrivals: some Sequence<Bool>) {
        for hasArrived in arrivals { note(hasArrived: hasArrived) }
        endRun()
    }

    private mutating func note(hasArrived: Bool) {
        sent += 1
        if hasArrived { return endRun() }
        lost += 1
        current += 1
    }

    private mutating func endRun() {
        if current > 0 { runs[current, default: 0] += 1 }
        current = 0
    }

    package var runCount: Int { runs.values.reduce(0, +) }
    package var longestRun: Int { runs.keys.max() ?? 0 }

    /// The part that is lost.
    package var share: Double { sent > 0 ? Double(lost) / Double(sent) : 0 }

    /// What the share lies under, with 95 % certainty: runs come by chance (Poisson), each as long as they are on
    /// average. Three were possible where none was seen.
    package var greatestShare: Double {
        guard sent > 0 else { return 1 }
        let events = Double(runCount)
        // Wilson and Hilferty's approximation of the chi-squared quantile.
        let n = events + 1
        let bound = n * pow(1 - 1 / (9 * n) + 1.645 / (3 * n.squareRoot()), 3)
        let length = events > 0 ? Double(lost) / events : 1
        return min(1, bound * length / Double(sent))
    }

    /// The mean length of a run, drawn towards 1.1 where there were few, as a receiver reckons it.
    package var burst: Double { (Double(lost) + 5.5) / (Double(runCount) + 5) }
}
