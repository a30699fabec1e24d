/// One number of a report, to be compared with the same one of another.
package struct Metric: Hashable, Sendable {
    /// `codec`, `resampler`, `link`, `path` or `peers`.
    package var group: String
    package var name: String
    package var value: Double
    package var unit: String
    /// More of it is worse.
    package var isCost = true

    package init(
        _ group: String, _ name: String, _ value: Double, _ unit: String, isCost: Bool = true
    ) {
        self.group = group
        self.name = name
        self.value = value
        self.unit = unit
        self.isCost = isCost
    }
}

extension BenchReport {
    /// Every number of which a ratio says something.
    package var metrics: [Metric] {
        codecMetrics + resamplerMetrics + loadMetrics + pathMetrics + peerMetrics
    }

    private var codecMetrics: [Metric] {
        (codecs ?? []).flatMap { result in
            [
                Metric("codec", result.name + ", encode", result.encode.median, "us/s"),
                Metric("codec", result.name + ", decode", result.decode.median, "us/s"),
            ]
        }
    }

    private var resamplerMetrics: [Metric] {
        (resampler?.costs ?? []).map {
            Metric(
                "resampler", "\($0.from) to \($0.to), \($0.channels) ch.", $0.process.median,
                "us/s")
        }
    }

    private var loadMetrics: [Metric] {
        (loads ?? []).flatMap { load in
            let name = "\(load.format.text), \(load.channels) ch."
            return [
                Metric("link", name + ", sender", load.send.median, "%"),
                Metric("link", name + ", receiver", load.receive.median, "%"),
                Metric("link", name + ", playout", load.playout.median, "%"),
            ]
        }
            + (capacities ?? []).map {
                Metric("link", $0.format.text, Double($0.channels), "channels", isCost: false)
            }
    }

    private var pathMetrics: [Metric] {
        (paths ?? []).flatMap { path in
            path.points.map { point in
                Metric(
                    "path", "\(path.name), \(point.latencyMilliseconds.plain) ms",
                    point.madeUpPerMillion, "frames/M")
            }
        }
    }

    private var peerMetrics: [Metric] {
        (peers?.runs ?? []).flatMap { run in
            let name = "\(run.tool), \(run.channels) ch."
            return [
                Metric("peers", name + ", sender", run.senderPercent.median, "%"),
                Metric("peers", name + ", receiver", run.receiverPercent.median, "%"),
            ]
        }
    }
}
