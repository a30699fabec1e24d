import LineEditor

/// A line of the repl in its words; `#` begins a comment.
struct ReplLine {
    let words: [String]
    let isOpen: Bool

    init(_ line: String) {
        let isComment = line.first { !$0.isWhitespace } == "#"
        let parts = Words(isComment ? "" : line)
        words = parts.words
        isOpen = parts.isOpen
    }
}
