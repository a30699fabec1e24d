/// How much effort concealment may take: orders and histories in proportion to the sample rate (512 and
/// 4096 at 48 kHz, 10.7 and 85 ms), halved until all channels together fit into the time there is;
/// both sides of a gap as long as that is possible with an order of 128, and one side alone where there
/// are too many channels for it.
package struct ConcealmentPlan: Hashable, Sendable {
    package private(set) var order: Int
    /// Frames of the past that are looked at, a power of two.
    package private(set) var history: Int
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
        var greatest = 256
        while greatest < 16_384, Double(greatest) * 1.4 < 4_096 * scale { greatest *= 2 }
        (history, order) = (greatest, greatest / 8)
        longestFuture = order / 2
        for shift in 0..<3 {
            (history, order) = (greatest >> shift, (greatest >> shift) / 8)
            longestFuture = min(order, greatest / 16)
            guard cost(bothSidesOf: gap) <= budget else { continue }
            longestGap = gap
            while longestGap + gap <= 3 * gap, longestGap + gap <= Int(384 * scale),
                cost(bothSidesOf: longestGap + gap) <= 2 * budget
            {
                longestGap += gap
            }
            return
        }
        longestFuture = 0
        for shift in 0..<4 {
            (history, order) = (greatest >> shift, (greatest >> shift) / 8)
            if cost(oneSideOf: gap) <= budget { return }
        }
    }

    /// What making up `gap` frames of all channels takes, ns: multiply-adds at 0.5 ns each, which an
    /// x86-64 of 2 GHz without AVX keeps.
    package func cost(ofGap gap: Int) -> Int64 {
        gap <= longestGap ? cost(bothSidesOf: gap) : cost(oneSideOf: min(gap, history))
    }

    private var analysis: Int {
        4 * history * (history.trailingZeroBitCount + 1) + order * order
    }

    private func cost(oneSideOf gap: Int) -> Int64 {
        Int64(channels * (analysis + (gap + fade) * order) / 2)
    }

    private func cost(bothSidesOf gap: Int) -> Int64 {
        let errors = (gap + longestFuture) * order
        let solution = gap * gap * gap / 6 + 2 * gap * (gap + longestFuture)
        return Int64(channels * (analysis + errors + solution) / 2)
    }
}
