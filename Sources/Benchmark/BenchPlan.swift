package import Units

/// What is to be measured, and for how long.
package struct BenchPlan: Sendable {
    package enum Part: String, CaseIterable, Sendable {
        case codec, resampler, link

        /// Of the time of all, how much.
        fileprivate var share: Double {
            switch self {
            case .codec: 0.15
            case .resampler: 0.2
            case .link: 0.65
            }
        }
    }

    /// Of the time of `link`, what the impaired networks get.
    private static let pathShare = 0.4
    /// So many seconds of a simulated link pass in one of ours on a small machine.
    private static let pathSpeed = 40.0

    package var parts: [Part]
    /// About how long it takes; machines that are slow take longer.
    package var duration: Nanoseconds
    /// Little is measured, and roughly.
    package var isQuick: Bool
    package var paths = PathBench.paths

    package init(parts: [Part], duration: Nanoseconds? = nil, isQuick: Bool) {
        self.parts = parts
        self.isQuick = isQuick
        let whole = parts.reduce(0) { $0 + $1.share }
        let usual = (isQuick ? 6e9 : 60e9) * whole
        self.duration = duration ?? Nanoseconds(Int64(usual))
    }

    /// Measures, tells how far it is, and draws the conclusion.
    package func run(
        version: String, _ progress: BenchProgress
    ) throws(BenchmarkError) -> BenchReport {
        var report = BenchReport(version: version, machine: .this, isQuick: isQuick)
        let whole = parts.reduce(0) { $0 + $1.share }
        var done = 0.0
        for part in parts {
            let end = done + part.share / whole
            let progress = progress.part(from: done, to: end)
            try run(part, Double(duration.count) * (end - done), progress, &report)
            done = end
        }
        report.conclude()
        return report
    }

    private func run(
        _ part: Part, _ nanoseconds: Double, _ progress: BenchProgress, _ report: inout BenchReport
    ) throws(BenchmarkError) {
        let time = Nanoseconds(Int64(nanoseconds))
        switch part {
        case .codec: report.codecs = try CodecBench.run(time, isQuick: isQuick, progress)
        case .resampler: report.resampler = ResamplerBench.run(time, isQuick: isQuick, progress)
        case .link:
            let forPaths = nanoseconds * Self.pathShare
            report.loads = try LoadBench.run(
                Nanoseconds(Int64(nanoseconds - forPaths)), isQuick: isQuick,
                progress.part(from: 0, to: 1 - Self.pathShare))
            let seconds = forPaths * 1e-9 * Self.pathSpeed / Double(paths.count)
            report.paths = try PathBench.run(
                paths, seconds: seconds, isQuick: isQuick,
                progress.part(from: 1 - Self.pathShare, to: 1))
        }
    }
}
