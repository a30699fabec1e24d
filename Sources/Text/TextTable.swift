/// Rows under a title and the names of their columns, as wide as there is room for.
package struct TextTable: Sendable {
    package struct Column: Sendable {
        package var name: String
        /// Words, which stand at the left; numbers stand at the right.
        package var isText: Bool
        /// Where there is too little room, the columns of the highest rank go first; 0 stays.
        package var rank: Int

        package init(_ name: String, isText: Bool = false, rank: Int = 0) {
            self.name = name
            self.isText = isText
            self.rank = rank
        }
    }

    package let title: String
    package let columns: [Column]
    package private(set) var rows: [[String]] = []

    package init(_ title: String, columns: [Column]) {
        self.title = title
        self.columns = columns
    }

    /// A cell for each column; may hold strings from outside.
    package mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "a cell for each column")
        rows.append(cells.map(\.escaped))
    }

    /// For a terminal of `width` columns; every line ends. The title goes on below where it is too long.
    package func text(width: Int) -> String {
        let widths = columns.indices.map { column in
            max(columns[column].name.columns, rows.map { $0[column].columns }.max() ?? 0)
        }
        var shown = Array(columns.indices)
        func needed() -> Int { shown.reduce(0) { $0 + widths[$1] } + 2 * (shown.count - 1) }
        while needed() > width, let worst = shown.map({ columns[$0].rank }).max(), worst > 0 {
            shown.removeAll { columns[$0].rank == worst }
        }
        let lines = [columns.map(\.name)] + rows
        let table = lines.map { cells in
            let padded = shown.map { column in
                let space = String(
                    repeating: " ", count: widths[column] - cells[column].columns)
                return columns[column].isText ? cells[column] + space : space + cells[column]
            }
            var line = padded.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }
        return title.wrapped(to: width) + table.joined()
    }
}

extension String {
    /// Its words in lines of at most `width` columns where words allow it; every line ends.
    package func wrapped(to width: Int) -> String {
        var text = ""
        var line = ""
        for word in split(separator: " ") {
            if !line.isEmpty, line.columns + 1 + String(word).columns > width {
                text += line + "\n"
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return text + line + "\n"
    }
}
