/// What a link makes of a network that is not good.
package struct PathResult: Codable, Hashable, Sendable {
    /// Packets by how long they were on their way.
    package struct Histogram: Codable, Hashable, Sendable {
        /// Of a bin, ms; the first one begins at `fromMilliseconds`.
        package var binMilliseconds: Double
        package var fromMilliseconds: Double
        /// Packets in each bin; the last one has all that are later.
        package var packets: [Int]
    }

    /// A link with one latency.
    package struct Point: Codable, Hashable, Sendable {
        /// From port to port, ms, as asked for; and how much of it is left beside the network's shortest way.
        package var latencyMilliseconds: Double
        package var playoutDelayMilliseconds: Double
        /// Frames that were made up, in a million, because their packets were late or lost and not repaired.
        package var madeUpPerMillion: Double
        /// Packets that came too late, and that never came, in a million.
        package var latePerMillion: Double
        package var lostPerMillion: Double
        /// Packets that repair brought in time, in a million.
        package var repairedPerMillion: Double
        /// How far the sound was from the latency asked for, ms: half of the time, and 99 % of it. Nil where
        /// there was none to tell by.
        package var latencyErrorMedian: Double?
        package var latencyError99: Double?
    }

    package var name: String
    /// By the words of `--impair`.
    package var impairment: String
    /// Of sound at each latency, s.
    package var seconds: Double
    package var transit: Histogram
    package var points: [Point]

    /// The first latency from which on no more than this many frames in a million are made up, ms.
    package func latency(madeUpPerMillion most: Double) -> Double? {
        let bad = points.lastIndex { $0.madeUpPerMillion > most }
        let first = bad.map { $0 + 1 } ?? 0
        return first < points.count ? points[first].latencyMilliseconds : nil
    }
}
