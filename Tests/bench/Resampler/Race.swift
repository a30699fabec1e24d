import HostIO

/// All contestants over the same noise in turns, so that what else the machine does hits all alike.
struct Race {
    private static let blockFrames = 128

    private let channels: Int
    private let contestants: [any Contestant]

    init(channels: Int) {
        self.channels = channels
        var state: UInt32 = 1
        // Fits in the second cache on 64 channels; no power of 2, so that they share no cache lines.
        let noise = (0..<1_100).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(Int32(bitPattern: state)) / Float(1 << 32)
        }
        contestants = Entry.allCases.map { $0.contestant(noise, channels: channels) }
    }

    /// What each took, ns per frame and channel, by round.
    func run(rounds: Int) -> [[Double]] {
        var block = [Float](repeating: 0, count: Self.blockFrames)
        var times = [[Double]](repeating: [], count: contestants.count)
        // About 5 million samples a round.
        let blocks = 40_000 / channels
        for round in -1..<rounds {
            for (index, contestant) in contestants.enumerated() {
                let start = ThreadTime.now()
                for _ in 0..<blocks { contestant.render(&block, ratio: 1.00005) }
                let spent = Double(ThreadTime.now() - start)
                // The first is for warming up.
                if round >= 0 {
                    times[index].append(spent / Double(blocks * Self.blockFrames * channels))
                }
            }
        }
        return times
    }
}
