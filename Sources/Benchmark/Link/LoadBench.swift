import HostIO
package import Units

/// What links take of a processor, by codec, period and channels.
package enum LoadBench {
    /// Of a round, s.
    private static let stretch = 0.1
    /// Until sound comes out and the clocks are known, s.
    private static let settling = 0.3

    private static func formats(isQuick: Bool) -> [LinkFormat] {
        let pcm = { LinkFormat(codec: $0, frameMilliseconds: nil, period: $1) }
        let opus = { LinkFormat(codec: "opus", frameMilliseconds: $0, period: $1) }
        if isQuick { return [pcm("f32", 128), opus(5, 128)] }
        return [32, 64, 128, 256, 1_024].map { pcm("f32", $0) }
            + [pcm("s24", 128), pcm("s16", 128), opus(2.5, 64), opus(5, 128), opus(20, 1_024)]
    }

    /// Measures each for its part of `time`.
    package static func run(
        _ time: Nanoseconds, isQuick: Bool, _ progress: BenchProgress
    ) throws(BenchmarkError) -> [LinkLoad] {
        let formats = formats(isQuick: isQuick)
        let sizes = isQuick ? [2, 16, 64] : [1, 2, 8, 16, 32, 64]
        let count = formats.count * sizes.count
        var loads: [LinkLoad] = []
        for format in formats {
            for channels in sizes {
                progress.next(
                    "\(format.text), \(channels.channels)", loads.count, of: count)
                loads.append(
                    try measure(format, channels, patience: time.count / Int64(count)))
            }
        }
        return loads
    }

    private static func measure(
        _ format: LinkFormat, _ channels: Int, patience: Int64
    ) throws(BenchmarkError) -> LinkLoad {
        let link = try LoopbackLink(format, channels: channels)
        let end = MonotonicClock.now().count + patience
        link.run(seconds: settling)
        guard link.received > 0 else { throw .loopback }
        var rounds: [LoopbackLink.Spent] = []
        repeat {
            link.reset()
            link.run(seconds: stretch)
            rounds.append(link.spent)
        } while rounds.count < 3 || (rounds.count < 50 && MonotonicClock.now().count < end)
        let periods = (stretch * 48_000 / Double(format.period)).rounded(.down)
        let seconds = periods * Double(format.period) / 48_000
        func percent(_ part: KeyPath<LoopbackLink.Spent, Int64>) -> Rounds {
            Rounds(rounds.map { max(0, Double($0[keyPath: part])) * 1e-7 / seconds })
        }
        return LinkLoad(
            codec: format.codec, frameMilliseconds: format.frameMilliseconds,
            period: format.period, channels: channels, capture: percent(\.capture),
            send: percent(\.send), receive: percent(\.receive), playout: percent(\.playout))
    }
}
