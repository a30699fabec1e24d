/// How probable it is that a packet takes longer than some time: by what a probe saw, and beyond it by its tail; and
/// what that probability lies under with 95 % certainty, from many samples drawn anew from the seconds of the probe
/// (a block bootstrap: what is late comes together).
package struct LateModel: Sendable {
    private static let samples = 200
    private static let second: Int64 = 1_000_000_000
    /// Within what was seen often the bound is so much more.
    private static let seenMargin = 1.25

    private let sorted: [Int64]
    private let tail: TailModel
    private let others: [TailModel]

    /// From the lags (ns) of packets that left at `times` (ns). The same seed draws the same samples.
    package init(lags: [Int64], times: [Int64], seed: UInt64 = 1) {
        sorted = lags.sorted()
        let start = TailModel.start(of: sorted.count)
        guard start < sorted.count, let first = times.min() else {
            tail = TailModel(excesses: [], threshold: 0, share: 1)
            others = []
            return
        }
        let threshold = Double(sorted[start])
        var blocks: [Int64: (count: Int, excesses: [Double])] = [:]
        for (lag, time) in zip(lags, times) {
            let block = (time &- first) / Self.second
            blocks[block, default: (0, [])].count += 1
            if Double(lag) > threshold {
                blocks[block]?.excesses.append(Double(lag) - threshold)
            }
        }
        let all = blocks.keys.sorted().compactMap { blocks[$0] }
        func model(_ chosen: [(count: Int, excesses: [Double])]) -> TailModel {
            let excesses = chosen.flatMap(\.excesses).sorted()
            let count = chosen.reduce(0) { $0 + $1.count }
            return TailModel(
                excesses: excesses, threshold: threshold,
                share: Double(excesses.count) / Double(max(count, 1)))
        }
        tail = model(all)
        var generator = SplitMix(state: seed)
        others = (0..<Self.samples).map { _ in
            model(all.indices.map { _ in all[Int(generator.next() % UInt64(all.count))] })
        }
    }

    /// The greatest lag that was seen, ns.
    package var greatest: Int64 { sorted.last ?? 0 }

    /// The probability that a packet takes more than `time` ns beyond the fastest.
    package func probability(beyond time: Int64) -> Double {
        if Double(time) >= tail.threshold { return tail.exceedance(Double(time)) }
        return seen(beyond: time)
    }

    /// What that lies under, with 95 % certainty.
    package func bound(beyond time: Int64) -> Double {
        guard Double(time) >= tail.threshold, !others.isEmpty else {
            return min(1, seen(beyond: time) * Self.seenMargin)
        }
        let ranked = others.map { $0.exceedance(Double(time)) }.sorted()
        return max(ranked[ranked.count * 95 / 100], tail.exceedance(Double(time)))
    }

    private func seen(beyond time: Int64) -> Double {
        guard !sorted.isEmpty else { return 1 }
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] > time { high = middle } else { low = middle + 1 }
        }
        return Double(sorted.count - low) / Double(sorted.count)
    }
}

/// Sebastiano Vigna's SplitMix64: enough to draw samples by.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
