import Benchmark
import Text

/// A report for people: what it was measured on, tables, a comparison, and the answer last.
struct BenchText {
    let text: String

    /// For a terminal of `width` columns.
    init(_ report: BenchReport, _ comparison: Comparison?, width: Int) {
        let machine = report.machine
        var parts = [
            Self.wrapped(
                [
                    "\(machine.processor), \(machine.processors) processors; \(machine.kernel); governor "
                        + "\(machine.governor ?? "unknown"); jacknet \(report.version)"
                        + (report.isQuick ? "; quick" : "")
                ], width)
        ]
        parts += ReportTables(report).tables.map { $0.text(width: width) }
        if let comparison { parts.append(Self.text(comparison, width)) }
        if let answer = report.answer { parts.append(Self.wrapped([answer], width)) }
        text = parts.joined(separator: "\n")
    }

    private static func text(_ comparison: Comparison, _ width: Int) -> String {
        var lines = comparison.medians.map { group, ratio in
            "\(group): \(ratio.fixed(2)) times what it was, in the middle"
        }
        if lines.isEmpty { lines.append("Nothing was measured both times.") }
        if !comparison.differences.isEmpty {
            lines.append("Not the same, so ratios say little of jacknet alone:")
            lines += comparison.differences
        }
        return ComparisonTable(comparison).table.text(width: width) + "\n" + wrapped(lines, width)
    }

    private static func wrapped(_ lines: [String], _ width: Int) -> String {
        lines.map { $0.escaped.wrapped(to: width) }.joined()
    }

    /// The report with, where there is one, the comparison as a member of its own.
    static func json(_ report: BenchReport, _ comparison: Comparison?) -> String {
        guard let comparison, let members = JSONValue(parsing: report.json)?.members else {
            return report.json
        }
        let rows = comparison.rows.map { row in
            JSONValue.object([
                ("group", .text(row.metric.group)), ("name", .text(row.metric.name)),
                ("unit", .text(row.metric.unit)), ("before", .number(row.before)),
                ("now", .number(row.metric.value)),
                ("ratio", .optional(row.ratio, JSONValue.number)),
            ])
        }
        return JSONValue.object(members + [("comparison", .array(rows))]).description
    }
}
