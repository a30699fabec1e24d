/// Rows of cells in columns: the first to the left, the others to the right.
struct Table {
    let columns: [(title: String, width: Int)]

    var heading: String { row(columns.map(\.title)) }

    func row(_ cells: [String]) -> String {
        zip(cells, columns).enumerated().map { index, cell in
            let gap = String(repeating: " ", count: max(0, cell.1.width - cell.0.count))
            return index == 0 ? cell.0 + gap : gap + cell.0
        }.joined()
    }
}
