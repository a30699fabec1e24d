import CVector

/// How much effort concealment may take: orders and histories in proportion to the sample rate (1024 and
/// 8192 at 48 kHz, 21 and 171 ms), halved until all channels together fit into the time there is;
/// both sides of a gap as long as that is possible with an order of 128, and one side alone where there
/// are too many channels for it.
package struct ConcealmentPlan: Hashable, Sendable {
    package private(set) var order: Int
    /// Frames of the past that are looked at, a power of two.
    package private(set) var history: Int
    /// There is a second prediction, from a short history.
    package private(set) var hasShort = true
    /// The crossfade into what returns, frames.
    package let fade: Int
    /// The longest stretch made up from both sides, frames; 0 where none is.
    package private(set) var longestGap = 0
    /// The most frames of the future that are used.
    package private(set) var longestFuture: Int
    private let channels: Int

    /// The best that makes up `gap` frames of `channels` channels at `sampleRate` Hz in `budget` ns, or
    /// the least that there is.
    package init(channels: Int, sampleRate: Int, gap: Int, budget: Int64) {
        self.channels = channels
        let scale = Double(sampleRate) / 48_000
        fade = max(8, Int(32 * scale))
        var greatest = 512
        while greatest < 32_768, Double(greatest) * 1.4 < 8_192 * scale { greatest *= 2 }
        (history, order) = (greatest, greatest / 8)
        longestFuture = order / 4
        for (shift, isDouble) in Self.efforts {
            (history, order, hasShort) = (greatest >> shift, (greatest >> shift) / 8, isDouble)
            longestFuture = min(order, greatest / 32)
            guard shift < 4, cost(bothSidesOf: gap) <= budget else { continue }
            longestGap = gap
            while longestGap + gap <= 3 * gap, longestGap + gap <= Int(384 * scale),
                cost(bothSidesOf: longestGap + gap) <= 2 * budget
            {
                longestGap += gap
            }
            return
        }
        longestFuture = 0
        for (shift, isDouble) in Self.efforts {
            (history, order, hasShort) = (greatest >> shift, (greatest >> shift) / 8, isDouble)
            if cost(oneSideOf: gap) <= budget { return }
        }
    }

    /// From the best to the cheapest: how often orders are halved, and whether there are two predictions.
    private static let efforts = [
        (0, true), (1, true), (1, false), (2, true), (2, false), (3, false), (4, false),
    ]

    /// What making up `gap` frames of all channels takes, ns.
    package func cost(ofGap gap: Int) -> Int64 {
        gap <= longestGap ? cost(bothSidesOf: gap) : cost(oneSideOf: min(gap, history))
    }

    private func cost(oneSideOf gap: Int) -> Int64 {
        let rehearsal = hasShort ? order / 4 * order * 3 / 2 : 0
        return cost(rehearsal + (gap + fade) * order) { _ in 0 }
    }

    private func cost(bothSidesOf gap: Int) -> Int64 {
        let solution = 5 * gap * gap + 2 * gap * (gap + longestFuture)
        return cost(0) { order in (gap + longestFuture) * order + solution }
    }

    /// Of `multiplyAdds`, and of the analysis and `more` for each prediction of its order: 1/4 ns a
    /// multiply-add with AVX2 and 3/8 without at 2.6 GHz, 10 ns for each step of a recursion, and 8 µs
    /// to read a channel's ring and write to it.
    private func cost(_ multiplyAdds: Int, _ more: (Int) -> Int) -> Int64 {
        var sum = multiplyAdds + Self.analysis(order, history) + more(order)
        var steps = order
        if hasShort {
            sum += Self.analysis(order / 2, history / 4) + more(order / 2)
            steps += order / 2
        }
        let nanoseconds = sum * (cv_is_wide() ? 2 : 3) / 8 + 10 * steps + 8_000
        return Int64(channels * nanoseconds)
    }

    /// Multiply-adds of the transforms and the recursion.
    private static func analysis(_ order: Int, _ history: Int) -> Int {
        2 * history * (order.bitWidth - order.leadingZeroBitCount + 5) + order * order
    }
}
