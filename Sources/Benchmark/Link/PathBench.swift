package import Simulation
import Streaming
import Units

/// Links over impaired networks, in virtual time and from a seed, with one latency after another.
package enum PathBench {
    /// A network by name.
    package struct Path: Sendable {
        package var name: String
        package var impairment: Impairment

        package init(name: String, impairment: Impairment) {
            self.name = name
            self.impairment = impairment
        }
    }

    private static let period = 128
    private static let bins = 60
    /// Until a link is judged, s.
    private static let settling = 2.0

    /// A cable and a switch, a wireless network, and a way through the Internet.
    package static let paths = [
        path("clean", "delay=0.2ms,jitter=30us,distribution=exponential"),
        path(
            "wifi", "loss=0.5%,burst=3,delay=1ms,jitter=1ms,distribution=gamma,stall=6ms/100ms"),
        path("wan", "loss=1%,burst=2,delay=15ms,jitter=2ms,distribution=gamma,reorder=0.1%"),
    ]

    private static func path(_ name: String, _ words: String) -> Path {
        guard let impairment = try? Impairment(words) else {
            preconditionFailure("\(words) is no impairment")
        }
        return Path(name: name, impairment: impairment)
    }

    /// `total` seconds of sound over each, shared by its latencies.
    package static func run(
        _ paths: [Path], seconds total: Double, isQuick: Bool, _ progress: BenchProgress
    ) throws(BenchmarkError) -> [PathResult] {
        var results: [PathResult] = []
        for (number, path) in paths.enumerated() {
            let latencies = latencies(path.impairment, isQuick: isQuick)
            let seconds = max(1, (total / Double(latencies.count)).rounded())
            var transits: [Int64] = []
            var points: [PathResult.Point] = []
            for latency in latencies {
                progress.next(
                    "\(path.name), latency \(latency.plain) ms",
                    number * latencies.count + points.count, of: paths.count * latencies.count)
                points.append(
                    try point(path.impairment, latency, seconds) {
                        if points.isEmpty { transits.append($0) }
                    })
            }
            results.append(
                PathResult(
                    name: path.name, impairment: path.impairment.description, seconds: seconds,
                    transit: histogram(transits, path.impairment), points: points))
        }
        return results
    }

    /// What is added to the shortest way and to what a link needs at least, ms.
    private static func latencies(_ impairment: Impairment, isQuick: Bool) -> [Double] {
        let way = impairment.delay.milliseconds
        let beside =
            isQuick
            ? [4.0, 8, 15, 40] : [3.5, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 60, 80]
        return beside.map { ($0 + way).toThousandths }
    }

    private static func point(
        _ impairment: Impairment, _ latency: Double, _ seconds: Double,
        _ onDeparture: @escaping (Int64) -> Void
    ) throws(BenchmarkError) -> PathResult.Point {
        var settings = SimulatedLink.Settings()
        settings.rate = 48_000
        settings.period = period
        settings.network = impairment
        settings.latency = Int64(latency * 1e6)
        let link: SimulatedLink
        do throws(StreamingError) {
            link = try SimulatedLink(settings, seed: 1)
        } catch {
            throw .streaming(error)
        }
        link.onDeparture = onDeparture
        let begin = Int64(settling * 1e9)
        while link.run(until: begin) != nil {}
        let before = link.counts
        let madeUp = link.madeUpFrames
        let end = begin + Int64(seconds * 1e9)
        var errors: [Double] = []
        var silent = 0
        while let reading = link.run(until: end) {
            if reading.isSilent { silent += period }
            if let error = reading.error { errors.append(error.magnitude * 1e-6) }
        }
        link.onDeparture = nil
        errors.sort()
        let counts = link.counts
        let packets = Double(max(counts.received + counts.lost - before.received - before.lost, 1))
        func perMillion(_ part: KeyPath<StreamReceiver.Counts, Int>) -> Double {
            (Double(counts[keyPath: part] - before[keyPath: part]) * 1e6 / packets).toThousandths
        }
        let frames = seconds * Double(settings.rate)
        let missing = Double(max(link.madeUpFrames - madeUp, silent))
        return PathResult.Point(
            latencyMilliseconds: latency,
            playoutDelayMilliseconds: (latency - impairment.delay.milliseconds).toThousandths,
            madeUpPerMillion: min(missing * 1e6 / frames, 1e6).toThousandths,
            latePerMillion: perMillion(\.late), lostPerMillion: perMillion(\.lost),
            repairedPerMillion: perMillion(\.repaired),
            latencyErrorMedian: percentile(errors, 0.5), latencyError99: percentile(errors, 0.99))
    }

    private static func percentile(_ sorted: [Double], _ part: Double) -> Double? {
        sorted.isEmpty ? nil : sorted[Int(Double(sorted.count - 1) * part)].toThousandths
    }

    /// From the shortest way on, as wide as 99.9 % of the packets need.
    private static func histogram(
        _ transits: [Int64], _ impairment: Impairment
    ) -> PathResult.Histogram {
        let from = impairment.delay.milliseconds
        let sorted = transits.map { Double($0) * 1e-6 - from }.sorted()
        let reach = sorted.isEmpty ? 0 : sorted[Int(Double(sorted.count - 1) * 0.999)]
        let bin = max(reach / Double(bins - 1), 0.001)
        var packets = [Int](repeating: 0, count: bins)
        for transit in sorted { packets[min(max(Int(transit / bin), 0), bins - 1)] += 1 }
        return PathResult.Histogram(
            binMilliseconds: bin.toThousandths, fromMilliseconds: from.toThousandths,
            packets: packets)
    }
}
