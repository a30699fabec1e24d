package import Text

/// A comparison as a table.
package struct ComparisonTable {
    package let table: TextTable

    package init(_ comparison: Comparison) {
        var table = TextTable(
            "Now beside then; a ratio below 1 is less of it",
            columns: [
                .init("what", isText: true), .init("then", rank: 1), .init("now", rank: 1),
                .init("unit", isText: true, rank: 2), .init("ratio"),
            ])
        for row in comparison.rows {
            table.add([
                "\(row.metric.group): \(row.metric.name)", row.before.fixed(2),
                row.metric.value.fixed(2), row.metric.unit, row.ratio?.fixed(2) ?? "-",
            ])
        }
        self.table = table
    }
}
