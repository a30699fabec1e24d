/// The greatest and the least transit time of each of the last forty seconds in which anything came, and the delay
/// that follows from their ranks: no distribution is assumed, and an answer can be told in words
/// ("the second worst second of the last thirty").
struct TransitExtremes: Sendable {
    private static let capacity = 40
    private static let second: Int64 = 1_000_000_000

    private var maxima = InlineArray<40, Int64>(repeating: 0)
    private var minima = InlineArray<40, Int64>(repeating: 0)
    /// Seconds that are known, the one that runs included.
    private(set) var count = 0
    private var newest = -1
    private var secondEnd = Int64.min

    /// Takes what was seen at `now` (ns).
    mutating func note(_ transits: Transits, now: Int64) {
        guard transits.packets > 0 else { return }
        if now >= secondEnd {
            secondEnd = now + Self.second
            newest = (newest + 1) % Self.capacity
            count = min(count + 1, Self.capacity)
            maxima[newest] = transits.greatest
            minima[newest] = transits.least
        }
        maxima[newest] = max(maxima[newest], transits.greatest)
        minima[newest] = min(minima[newest], transits.least)
    }

    /// The least of all, ns.
    var least: Int64 {
        var least = Int64.max
        for age in 0..<count { least = min(least, minima[index(age)]) }
        return least
    }

    /// The way has become longer by `time` ns: what came before the second that runs would take as much
    /// longer today.
    mutating func shift(by time: Int64) {
        for age in 1..<Self.capacity where age < count {
            maxima[index(age)] += time
            minima[index(age)] += time
        }
        minima[newest] += time
    }

    /// The transit time that `profile` waits for, ns; nil where nothing has been seen.
    func wanted(_ profile: DelayProfile) -> Int64? {
        let known = min(count, profile.seconds)
        guard known > 0 else { return nil }
        var sorted = InlineArray<40, Int64>(repeating: 0)
        for age in 0..<known {
            let value = maxima[index(age)]
            var place = age
            while place > 0, sorted[place - 1] > value {
                sorted[place] = sorted[place - 1]
                place -= 1
            }
            sorted[place] = value
        }
        let share = Double(profile.outliers * known) / Double(profile.seconds)
        let outliers = min(Int(share.rounded()), known - 1)
        let top = sorted[known - 1 - outliers]
        let spread = profile.spread * Double(top - sorted[known / 2])
        return top + profile.margin + Int64(max(0, spread))
    }

    private func index(_ age: Int) -> Int {
        (newest - age + Self.capacity) % Self.capacity
    }
}
