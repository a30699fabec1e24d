@testable import Benchmark

/// Reports with known numbers.
enum Samples {
    static let machine = Machine(
        processor: "A <Board> & Co", processors: 4, kernel: "Linux 6.1 aarch64",
        governor: "ondemand")

    static func load(
        _ codec: String, frame: Double? = nil, period: Int = 128, channels: Int, receive: Double
    ) -> LinkLoad {
        LinkLoad(
            codec: codec, frameMilliseconds: frame, period: period, channels: channels,
            capture: Rounds([0.1]), send: Rounds([receive / 2]), receive: Rounds([receive]),
            playout: Rounds([receive / 4]))
    }

    static func point(_ latency: Double, madeUp: Double) -> PathResult.Point {
        PathResult.Point(
            latencyMilliseconds: latency, playoutDelayMilliseconds: latency - 1,
            madeUpPerMillion: madeUp, latePerMillion: madeUp / 2, lostPerMillion: madeUp / 2,
            repairedPerMillion: 7, latencyErrorMedian: 0.01, latencyError99: nil)
    }

    static var full: BenchReport {
        var report = BenchReport(version: "1.2.3", machine: machine, isQuick: false)
        report.codecs = [
            CodecResult(
                codec: "opus", frameMilliseconds: 2.5, channels: 2, encode: Rounds([40, 50, 60]),
                decode: Rounds([10])),
            CodecResult(
                codec: "opus", frameMilliseconds: 5, channels: 2, encode: Rounds([30]),
                decode: Rounds([8])),
        ]
        report.resampler = ResamplerResult(
            costs: [.init(from: 48_000, to: 48_000, channels: 2, process: Rounds([900]))],
            tones: [
                .init(from: 48_000, to: 48_000, hertz: 20, thdPlusNoise: -139, gain: 0),
                .init(from: 48_000, to: 48_000, hertz: 1_000, thdPlusNoise: -141, gain: 0.002),
            ],
            bands: [.init(from: 48_000, to: 48_000, ripple: 0.002, image: nil, reach: 32)])
        report.loads = [
            load("f32", channels: 2, receive: 1), load("f32", channels: 64, receive: 20),
        ]
        report.paths = [
            PathResult(
                name: "wifi", impairment: "loss=1%", seconds: 10,
                transit: .init(binMilliseconds: 0.1, fromMilliseconds: 1, packets: [5, 3, 0, 1]),
                points: [point(5, madeUp: 1_000), point(10, madeUp: 0)])
        ]
        report.peers = PeersResult(
            seconds: 5, rate: 48_000, period: 128,
            runs: [
                .init(
                    tool: "jacknet", channels: 2, askedMilliseconds: 10,
                    latencyMilliseconds: Rounds([10]), discontinuities: 0, discontinuitiesApart: 1,
                    judged: 9, silentRounds: 0, thdPlusNoise: -140, senderPercent: Rounds([1]),
                    receiverPercent: Rounds([2]))
            ])
        report.conclude()
        return report
    }
}
