import Engine
import Probing
import Streaming
import Text

/// A probe's curve as a drawing.
struct ProbePlot {
    private static let points = 300
    private let report: ProbeReport

    init(_ report: ProbeReport) { self.report = report }

    var plot: Plot {
        let end = CurveText.range(of: report)
        let points = report.curve.points(to: end, count: Self.points)
        func line(_ value: (LossForecast) -> Double) -> [(x: Double, y: Double)] {
            points.map { (Double($0.latency) * 1e-6, value($0.1)) }
        }
        let most = points.map(\.1.bound).max() ?? 10
        return Plot(
            "Late and lost frames an hour of a link to \(report.peer)",
            horizontal: PlotAxis("latency, ms", 0...Double(end) * 1e-6),
            vertical: PlotAxis("frames an hour", 1...max(most, 10), scale: .logarithmic),
            lines: [
                .init("expected", line(\.expected)),
                .init("under, with 95 % certainty", line(\.bound), style: .dashed),
            ],
            marks: report.recommendations.map {
                .init($0.profile.rawValue, x: Double($0.latency) * 1e-6)
            })
    }
}
