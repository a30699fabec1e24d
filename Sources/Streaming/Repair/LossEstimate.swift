/// How many packets of a stream are lost, and in how long runs: over ten seconds and over a minute, from
/// the original stream's numbers alone. A value of fixed size; one thread.
package struct LossEstimate: Sendable {
    private struct Second {
        var expected = 0
        var lost = 0
        var runs = 0
    }

    private var seconds = InlineArray<60, Second>(repeating: Second())
    private var current = 0
    private var began: Int64?
    private var wasLost = false

    package init() {}

    /// Takes the fate of the next packet in order, told at `now` (ns).
    package mutating func note(isLost: Bool, now: Int64) {
        let start = began ?? now
        began = start
        if now &- start >= 1_000_000_000 {
            began = now
            current = (current + 1) % 60
            seconds[current] = Second()
        }
        seconds[current].expected += 1
        if isLost {
            seconds[current].lost += 1
            if !wasLost { seconds[current].runs += 1 }
        }
        wasLost = isLost
    }

    private func sum(_ count: Int) -> Second {
        var sum = Second()
        for age in 0..<count {
            let second = seconds[(current - age + 60) % 60]
            sum.expected += second.expected
            sum.lost += second.lost
            sum.runs += second.runs
        }
        return sum
    }

    /// The part that is lost: of the last ten seconds, or half of the last minute's where that is more.
    package var loss: Double {
        let (short, long) = (sum(10), sum(60))
        let now = Double(short.lost) / Double(max(short.expected, 1))
        return max(now, Double(long.lost) / Double(max(long.expected, 1)) / 2)
    }

    /// The mean length of a run of losses, over a minute, drawn towards 1.1 where there were few.
    package var burst: Double {
        let long = sum(60)
        return (Double(long.lost) + 5.5) / (Double(long.runs) + 5)
    }

    /// Lost in the last two seconds.
    package var recentlyLost: Int { sum(2).lost }
}
