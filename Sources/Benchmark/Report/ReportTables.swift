package import Text

/// A report as tables.
package struct ReportTables {
    package let tables: [TextTable]

    package init(_ report: BenchReport) {
        tables = [
            report.codecs.map(Self.codecs), report.resampler.map(Self.resampler),
            report.resampler.map(Self.bands), report.loads.map(Self.loads),
            report.paths.map(Self.paths), report.peers.map(Self.peers),
        ].compactMap(\.self)
    }

    private static func codecs(_ results: [CodecResult]) -> TextTable {
        var table = TextTable(
            "Codecs: µs of processor time for a second of one channel, median ± deviation",
            columns: [
                .init("codec", isText: true), .init("frame ms", rank: 1), .init("ch."),
                .init("encode"), .init("±", rank: 2), .init("decode"), .init("±", rank: 2),
            ])
        for result in results {
            table.add([
                result.codec, result.frameMilliseconds.fixed(1), String(result.channels),
                result.encode.median.fixed(1), result.encode.deviation.fixed(1),
                result.decode.median.fixed(1), result.decode.deviation.fixed(1),
            ])
        }
        return table
    }

    private static func resampler(_ result: ResamplerResult) -> TextTable {
        var table = TextTable(
            "Resampler: µs of processor time for a second of one channel",
            columns: [
                .init("from Hz"), .init("to Hz"), .init("ch."), .init("median"),
                .init("±", rank: 1), .init("least", rank: 2), .init("most", rank: 2),
            ])
        for cost in result.costs {
            table.add([
                String(cost.from), String(cost.to), String(cost.channels),
                cost.process.median.fixed(1), cost.process.deviation.fixed(1),
                cost.process.least.fixed(1), cost.process.greatest.fixed(1),
            ])
        }
        return table
    }

    private static func bands(_ result: ResamplerResult) -> TextTable {
        var table = TextTable(
            "Resampler: THD+N at 1 kHz and at worst, gain and images, of sines of −1 dBFS up to 20 kHz, dB",
            columns: [
                .init("from Hz"), .init("to Hz"), .init("1 kHz"),
                .init("worst"), .init("ripple ±", rank: 1), .init("image", rank: 1),
                .init("reach frames", rank: 2),
            ])
        for band in result.bands {
            let tones = result.tones.filter { $0.from == band.from && $0.to == band.to }
            let middle = tones.min {
                ($0.hertz - 1_000).magnitude < ($1.hertz - 1_000).magnitude
            }
            table.add([
                String(band.from), String(band.to), middle?.thdPlusNoise.fixed(1) ?? "-",
                tones.map(\.thdPlusNoise).max()?.fixed(1) ?? "-", band.ripple.fixed(3),
                band.image?.fixed(1) ?? "-", String(band.reach),
            ])
        }
        return table
    }

    private static func loads(_ loads: [LinkLoad]) -> TextTable {
        var table = TextTable(
            "Links: % of a core for each thread (real code and loopback sockets, time as fast as it goes)",
            columns: [
                .init("codec", isText: true), .init("period"), .init("ch."),
                .init("capture", rank: 2), .init("send"), .init("receive"),
                .init("playout", rank: 1),
            ])
        for load in loads {
            table.add([
                load.format.codecText, String(load.period), String(load.channels),
                load.capture.median.fixed(2), load.send.median.fixed(2),
                load.receive.median.fixed(2), load.playout.median.fixed(2),
            ])
        }
        return table
    }

    private static func paths(_ paths: [PathResult]) -> TextTable {
        var table = TextTable(
            "Impaired networks, in virtual time: packets and frames in a million, after repair",
            columns: [
                .init("path", isText: true), .init("latency ms"), .init("made up"),
                .init("late", rank: 1), .init("lost", rank: 1), .init("repaired", rank: 2),
                .init("off by ms", rank: 3),
            ])
        for path in paths {
            for point in path.points {
                table.add([
                    path.name, point.latencyMilliseconds.fixed(1),
                    point.madeUpPerMillion.fixed(1), point.latePerMillion.fixed(0),
                    point.lostPerMillion.fixed(0), point.repairedPerMillion.fixed(0),
                    point.latencyErrorMedian?.fixed(3) ?? "-",
                ])
            }
        }
        return table
    }

    private static func peers(_ result: PeersResult) -> TextTable {
        var table = TextTable(
            "Peers: f32, \(result.rate) Hz, \(result.period) frames, "
                + "\(result.seconds.fixed(0)) s a round, in turns",
            columns: [
                .init("tool", isText: true), .init("ch."), .init("asked ms", rank: 2),
                .init("latency ms"), .init("clicks"), .init("apart", rank: 3),
                .init("THD+N dB", rank: 2), .init("send %", rank: 1),
                .init("receive %", rank: 1),
            ])
        for run in result.runs {
            table.add([
                run.tool, String(run.channels), run.askedMilliseconds?.fixed(1) ?? "-",
                run.latencyMilliseconds?.median.fixed(2) ?? "-",
                run.judged > 0 ? String(run.discontinuities) : "-",
                String(run.discontinuitiesApart), run.thdPlusNoise?.fixed(1) ?? "-",
                run.senderPercent.median.fixed(1), run.receiverPercent.median.fixed(1),
            ])
        }
        return table
    }
}
