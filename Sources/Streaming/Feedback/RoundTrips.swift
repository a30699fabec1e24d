/// The round trips measured on the way of the media in the last ten seconds: the least and what most
/// of them stay under. A value of fixed size; one thread.
package struct RoundTrips: Sendable {
    /// So long a figure counts, ns.
    private static var memory: Int64 { 10_000_000_000 }
    private static var capacity: Int { 64 }

    private var times = InlineArray<64, Int64>(repeating: .min)
    private var trips = InlineArray<64, Int64>(repeating: 0)
    private var next = 0

    package init() {}

    /// Takes a round trip of `trip` ns that was measured at `now`; the oldest of 64 goes.
    package mutating func note(_ trip: Int64, now: Int64) {
        times[next] = now
        trips[next] = max(0, trip)
        next = (next + 1) % Self.capacity
    }

    /// The least, ns; nil where nothing was measured lately.
    package func least(now: Int64) -> Int64? {
        var least: Int64?
        for index in 0..<Self.capacity where isCurrent(index, now) {
            least = min(least ?? .max, trips[index])
        }
        return least
    }

    /// What 19 of 20 stay at or under, ns; nil where nothing was measured lately.
    package func high(now: Int64) -> Int64? {
        var count = 0
        for index in 0..<Self.capacity where isCurrent(index, now) { count += 1 }
        guard count > 0 else { return nil }
        // The rank is small: the greatest are taken off one after the other.
        var bound = Int64.max
        var above = 0
        while true {
            var greatest = Int64.min
            var equal = 0
            for index in 0..<Self.capacity where isCurrent(index, now) && trips[index] < bound {
                if trips[index] > greatest { (greatest, equal) = (trips[index], 0) }
                if trips[index] == greatest { equal += 1 }
            }
            above += equal
            if above * 20 > count { return greatest }
            bound = greatest
        }
    }

    private func isCurrent(_ index: Int, _ now: Int64) -> Bool {
        times[index] != .min && now &- times[index] < Self.memory
    }
}
