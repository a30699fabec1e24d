import Simulation
import Units

/// Latency error and ratio error of a link over time, drawn: lines between the least and the greatest of
/// each column, so that a day takes no more room than a minute.
struct ClockPlot {
    private static let columns = 600
    private let scenario: ClockScenario
    private var latency: PlotPanel
    private var ratio: PlotPanel
    /// Seconds a unit of the axis, and its name.
    private let unit: (length: Double, name: String)
    /// The ratio is drawn from here on, s: of a long link the beginning would dwarf the rest.
    private let ratioStart: Double

    init(_ scenario: ClockScenario) {
        self.scenario = scenario
        let seconds = scenario.seconds
        unit = seconds > 10_000 ? (3_600, "h") : seconds > 600 ? (60, "min") : (1, "s")
        ratioStart = seconds > 600 ? 30 : 0
        let end = seconds / unit.length
        latency = PlotPanel(title: "latency error, µs", end: end, columns: Self.columns)
        ratio = PlotPanel(
            title: "applied ratio less the true one, mean of 1 s, ppm"
                + (ratioStart > 0 ? ", from 30 s on" : ""),
            end: end, columns: Self.columns)
    }

    mutating func add(_ reading: ClockLink.Reading, _ second: ClockSummary.Second?) {
        let time = reading.time / unit.length
        if let error = reading.latencyError { latency.add(time, error * 1e6) }
        if let error = second?.ratioError, reading.time >= ratioStart { ratio.add(time, error) }
    }

    var svg: String {
        let link = scenario.link
        let offset = link.sender.crystal.offset - link.receiver.crystal.offset
        let title =
            "\(scenario.name): \(Report.fixed(offset, 0)) ppm apart, \(link.network), "
            + "latency \(Report.fixed(link.latency.milliseconds, 0)) ms, seed \(scenario.seed)"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 440" \
            font-family="sans-serif" font-size="11">
            <rect width="720" height="440" fill="white"/>
            <text x="60" y="18" font-size="12">\(title)</text>
            \(latency.svg(top: 44, unit: nil))
            \(ratio.svg(top: 240, unit: unit.name))
            </svg>

            """
    }
}
