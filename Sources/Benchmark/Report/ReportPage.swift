import Text

/// A report as a page of HTML that needs nothing else: no scripts, no other files.
package struct ReportPage {
    package let html: String

    package init(_ report: BenchReport, _ comparison: Comparison? = nil) {
        var parts: [String] = []
        if let answer = report.answer { parts.append("<p class=\"answer\">\(answer.markup)</p>") }
        parts.append(Self.facts(report))
        parts += Figures(report).plots.map { "<figure>\($0.svg)</figure>" }
        let tables =
            ReportTables(report).tables + (comparison.map { [ComparisonTable($0).table] } ?? [])
        parts += tables.map(Self.table)
        html = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>jacknet bench, \(report.time.markup)</title>
            <style>
            :root { color-scheme: light dark }
            body { font-family: sans-serif; max-width: 60em; margin: 1em auto; padding: 0 1em }
            table { border-collapse: collapse; margin: 1.5em 0 }
            caption { text-align: left; font-weight: bold; padding: .3em 0 }
            th, td { padding: .15em .7em; text-align: right; font-variant-numeric: tabular-nums }
            th.text, td.text { text-align: left }
            tr:nth-child(even) { background: #8881 }
            figure { margin: 1.5em 0 }
            .answer { font-size: 1.2em }
            svg { width: 100%; height: auto }
            @media (prefers-color-scheme: dark) { svg { filter: invert(.9) hue-rotate(180deg) } }
            </style>
            </head>
            <body>
            <h1>jacknet bench</h1>
            \(parts.joined(separator: "\n"))
            </body>
            </html>

            """
    }

    private static func facts(_ report: BenchReport) -> String {
        let machine = report.machine
        let facts = [
            "\(machine.processor), \(machine.processors) processors",
            machine.kernel, "governor \(machine.governor ?? "unknown")",
            "jacknet \(report.version)", report.time, report.isQuick ? "quick" : "full",
        ]
        return "<p>\(facts.joined(separator: "; ").markup). "
            + "Absolute times are of this machine alone.</p>"
    }

    private static func table(_ table: TextTable) -> String {
        let head = zip(table.columns, table.columns.map(\.name)).map { column, cell in
            "<th\(column.isText ? " class=\"text\"" : "")>\(cell.markup)</th>"
        }
        let rows = table.rows.map { row in
            let cells = zip(table.columns, row).map { column, cell in
                "<td\(column.isText ? " class=\"text\"" : "")>\(cell.markup)</td>"
            }
            return "<tr>\(cells.joined())</tr>"
        }
        return "<table><caption>\(table.title.markup)</caption>\n<tr>\(head.joined())</tr>\n"
            + rows.joined(separator: "\n") + "\n</table>"
    }
}
