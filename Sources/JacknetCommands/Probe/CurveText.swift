import Engine
import Glibc
import Probing
import Streaming
import Text

/// A probe's curve in characters: a bar for each column's latency, as high as the logarithm of the frames that are late
/// or lost in an hour; darker what is expected, lighter what it lies under.
struct CurveText {
    let isUnicode: Bool
    let width: Int

    private static let rows = 8
    private static let labelWidth = 6

    /// From no latency to a little more than the safe one.
    static func range(of report: ProbeReport) -> Int64 {
        let safe = report.recommendations.map(\.latency).max() ?? 0
        return safe + safe / 6
    }

    func lines(for report: ProbeReport) -> [String] {
        let columns = max(20, min(width - Self.labelWidth - 1, 120))
        let end = Self.range(of: report)
        let points = report.curve.points(to: end, count: columns - 1)
        let top = max(1, points.map { log10(max($0.1.bound, 1)) }.max() ?? 1)
        let perRow = (top / Double(Self.rows))
        func eighths(_ frames: Double) -> Int {
            Int((log10(max(frames, 1)) / perRow * 8).rounded())
        }
        let heights = points.map { (eighths($0.1.expected), eighths($0.1.bound)) }
        var lines: [String] = []
        for row in (0..<Self.rows).reversed() {
            let label =
                row % 2 == 1 || row == 0
                ? ProbeText.frames(pow(10, perRow * Double(row + (row == 0 ? 0 : 1)))) : ""
            let cells = heights.map { cell($0.0 - 8 * row, $0.1 - 8 * row) }
            lines.append(padded(label) + (isUnicode ? "│" : "|") + String(cells))
        }
        return lines + axis(report, end, columns)
    }

    /// What stands in a cell that the expected bar fills by so many eighths, and the bound's.
    private func cell(_ expected: Int, _ bound: Int) -> Character {
        let bars: [Character] = Array(isUnicode ? " ▁▂▃▄▅▆▇█" : "    ####")
        if expected >= 8 { return isUnicode ? "█" : "#" }
        if expected > 0 {
            let full = isUnicode ? bars[expected] : expected >= 4 ? "#" : " "
            return full != " " ? full : bound >= 4 ? "." : " "
        }
        return bound >= 4 ? (isUnicode ? "░" : ".") : " "
    }

    private func padded(_ label: String) -> String {
        String(repeating: " ", count: max(0, Self.labelWidth - label.columns)) + label
    }

    /// The axis with the recommended latencies marked by their first letters, and its ends.
    private func axis(_ report: ProbeReport, _ end: Int64, _ columns: Int) -> [String] {
        var marks = [Character](repeating: isUnicode ? "─" : "-", count: columns)
        for recommendation in report.recommendations {
            let column = Int(
                Double(recommendation.latency) / Double(max(end, 1)) * Double(columns - 1))
            if marks.indices.contains(column) {
                marks[column] = recommendation.profile.rawValue.uppercased().first ?? "?"
            }
        }
        let last = ProbeCommandLines.milliseconds(end) + " ms"
        let middle = ProbeCommandLines.milliseconds(end / 2)
        var scale = [Character](repeating: " ", count: columns)
        func write(_ text: String, at place: Int) {
            for (index, character) in text.enumerated() where scale.indices.contains(place + index)
            {
                scale[place + index] = character
            }
        }
        write("0", at: 0)
        write(middle, at: columns / 2 - middle.count / 2)
        write(last, at: columns - last.count)
        let room = String(repeating: " ", count: Self.labelWidth)
        return [room + (isUnicode ? "└" : "+") + String(marks), room + " " + String(scale)]
    }
}
