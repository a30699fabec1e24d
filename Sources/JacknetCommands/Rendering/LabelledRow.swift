import Text

/// A label and what is said of it, in as many lines as a width asks for; those that follow are indented.
struct LabelledRow {
    /// Columns of the label, the space after it included.
    let labelWidth: Int
    /// Columns that may be filled; a longer word is not parted.
    let width: Int

    func lines(_ label: String, _ text: String) -> [String] {
        let room = max(width - labelWidth, 16)
        var rows: [String] = []
        var current = ""
        for word in text.split(separator: " ").map(String.init) {
            if !current.isEmpty, current.columns + 1 + word.columns > room {
                rows.append(current)
                current = ""
            }
            current += (current.isEmpty ? "" : " ") + word
        }
        rows.append(current)
        return rows.enumerated().map { index, text in
            (index == 0 ? label : "").padded(to: labelWidth) + text
        }
    }
}
