import Glibc
package import Text

/// A report as diagrams.
package struct Figures {
    /// In the order in which they are shown.
    package let plots: [Plot]

    package init(_ report: BenchReport) {
        plots =
            [
                report.paths.map(Self.transits), report.paths.map(Self.losses),
                report.loads.map(Self.loads), report.codecs.map(Self.codecs),
                report.resampler.map(Self.distortion), report.resampler.map(Self.gains),
            ].compactMap(\.self).filter { !$0.lines.isEmpty }
    }

    /// All of them in one document, one below the other.
    package var svg: String {
        var top = 0.0
        var drawings: [String] = []
        for plot in plots {
            drawings.append("<g transform=\"translate(0 \(top.fixed(0)))\">\(plot.drawing)</g>")
            top += plot.height + 16
        }
        let (width, height) = (plots.map(\.width).max() ?? 720, max(top, 16))
        return """
            <svg xmlns="http://www.w3.org/2000/svg" \
            viewBox="0 0 \(width.fixed(0)) \(height.fixed(0))" font-family="sans-serif" font-size="11">
            <rect width="\(width.fixed(0))" height="\(height.fixed(0))" fill="white"/>
            \(drawings.joined(separator: "\n"))
            </svg>

            """
    }

    /// Latency histogram of the networks.
    private static func transits(_ paths: [PathResult]) -> Plot {
        var lines: [Plot.Line] = []
        var reach = 1.0
        for path in paths {
            let bin = path.transit.binMilliseconds
            let whole = Double(max(path.transit.packets.reduce(0, +), 1))
            var points: [(x: Double, y: Double)] = []
            for (index, packets) in path.transit.packets.enumerated() {
                let x = path.transit.fromMilliseconds + Double(index) * bin
                let share = 100 * Double(packets) / whole
                points += [(x, max(share, 0.01)), (x + bin, max(share, 0.01))]
            }
            reach = max(reach, points.last?.x ?? 0)
            lines.append(Plot.Line(path.name, points))
        }
        return Plot(
            "How long packets are on their way",
            horizontal: PlotAxis("from sender to receiver, ms", 0...reach),
            vertical: PlotAxis("share of the packets in a bin, %", 0.01...100, scale: .logarithmic),
            lines: lines)
    }

    private static func losses(_ paths: [PathResult]) -> Plot {
        let points = paths.flatMap(\.points)
        let delays = points.map(\.playoutDelayMilliseconds)
        return Plot(
            "Late and lost sound against playout delay, after repair",
            horizontal: PlotAxis(
                "playout delay beside the network's shortest way, ms",
                (delays.min() ?? 1)...max(delays.max() ?? 100, 2), scale: .logarithmic),
            vertical: PlotAxis("frames made up in a million", 0.1...1e6, scale: .logarithmic),
            lines: paths.map { path in
                Plot.Line(
                    path.name,
                    path.points.map { ($0.playoutDelayMilliseconds, max($0.madeUpPerMillion, 0.1)) }
                )
            })
    }

    /// The most heavily loaded thread of each format that is measured with several numbers of channels.
    private static func loads(_ loads: [LinkLoad]) -> Plot {
        var formats: [LinkFormat] = []
        for load in loads where !formats.contains(load.format) { formats.append(load.format) }
        let lines = formats.map { format in
            Plot.Line(
                format.text,
                loads.filter { $0.format == format }.map {
                    (Double($0.channels), max($0.threads[0].load, 0.01))
                })
        }
        return Plot(
            "Processor against channels: the most heavily loaded thread",
            horizontal: PlotAxis("channels", 1...64, scale: .logarithmic),
            vertical: PlotAxis("of a core, %", 0.01...200, scale: .logarithmic),
            lines: lines)
    }

    /// Opus against the length of its frame.
    private static func codecs(_ results: [CodecResult]) -> Plot {
        let opus = results.filter { $0.codec == "opus" && $0.channels == 2 }
        let highest = opus.flatMap { [$0.encode.median, $0.decode.median] }.max() ?? 1
        let frames = opus.map(\.frameMilliseconds)
        guard frames.count > 1 else {
            return Plot(
                "", horizontal: PlotAxis("", 0...1), vertical: PlotAxis("", 0...1), lines: [])
        }
        return Plot(
            "Opus against its frame: processor time for a second of one channel",
            horizontal: PlotAxis(
                "frame, ms", (frames.min() ?? 1)...(frames.max() ?? 20), scale: .logarithmic),
            vertical: PlotAxis("ms", 0...highest * 1.1e-3),
            lines: [
                Plot.Line("encode", opus.map { ($0.frameMilliseconds, $0.encode.median * 1e-3) }),
                Plot.Line("decode", opus.map { ($0.frameMilliseconds, $0.decode.median * 1e-3) }),
            ])
    }

    private static func distortion(_ result: ResamplerResult) -> Plot {
        Plot(
            "THD+N of the resampler against frequency, sine of −1 dBFS",
            horizontal: PlotAxis("Hz", 20...20_000, scale: .logarithmic),
            vertical: PlotAxis("dB", -170...(-90)),
            lines: lines(result, \.thdPlusNoise))
    }

    private static func gains(_ result: ResamplerResult) -> Plot {
        Plot(
            "Gain of the resampler against frequency",
            horizontal: PlotAxis("Hz", 20...20_000, scale: .logarithmic),
            vertical: PlotAxis("dB", -0.2...0.2), lines: lines(result, \.gain))
    }

    private static func lines(
        _ result: ResamplerResult, _ value: (ResamplerResult.Tone) -> Double
    ) -> [Plot.Line] {
        result.bands.map { band in
            Plot.Line(
                "\(band.from) to \(band.to) Hz",
                result.tones.filter { $0.from == band.from && $0.to == band.to }
                    .map { ($0.hertz, value($0)) })
        }
    }
}
