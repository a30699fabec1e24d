/// A report beside an earlier one.
package struct Comparison: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var metric: Metric
        /// What it was.
        package var before: Double
        /// Now by before; nil where there was nothing.
        package var ratio: Double? { before == 0 ? nil : metric.value / before }
    }

    /// What both have, in the order of the newer one.
    package var rows: [Row]
    /// By group, the middle of the ratios of costs, in the order of the rows.
    package var medians: [(group: String, ratio: Double)] {
        var groups: [String] = []
        for row in rows where !groups.contains(row.metric.group) { groups.append(row.metric.group) }
        return groups.compactMap { group in
            let ratios = rows.filter { $0.metric.group == group && $0.metric.isCost }
                .compactMap(\.ratio).sorted()
            return ratios.isEmpty ? nil : (group, ratios[ratios.count / 2])
        }
    }
    /// How the two differ beside the numbers, a line each: machine, version, effort.
    package var differences: [String]

    package init(_ now: BenchReport, with before: BenchReport) {
        let old = before.metrics
        rows = now.metrics.compactMap { metric in
            let same = old.first {
                $0.group == metric.group && $0.name == metric.name && $0.unit == metric.unit
            }
            return same.map { Row(metric: metric, before: $0.value) }
        }
        var differences: [String] = []
        func note(_ what: String, _ old: String, _ new: String) {
            if old != new { differences.append("\(what): \(old) before, \(new) now") }
        }
        note("processor", before.machine.processor, now.machine.processor)
        note(
            "processors", String(before.machine.processors), String(now.machine.processors))
        note("kernel", before.machine.kernel, now.machine.kernel)
        note("governor", before.machine.governor ?? "unknown", now.machine.governor ?? "unknown")
        note("jacknet", before.version, now.version)
        note("effort", before.isQuick ? "quick" : "full", now.isQuick ? "quick" : "full")
        self.differences = differences
    }
}
