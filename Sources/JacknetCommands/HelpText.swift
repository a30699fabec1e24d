/// What `--help` prints. The parser puts the options that are in no group last; they are those that are used most, and
/// come first here.
enum HelpText {
    static func ordered(_ text: String) -> String {
        let body = text.prefix(
            upTo: text.lastIndex { $0 != "\n" }.map(text.index(after:)) ?? text.endIndex)
        var blocks = body.split(separator: "\n\n")
        guard let arguments = blocks.firstIndex(where: { $0.hasPrefix("ARGUMENTS:") }),
            let options = blocks.lastIndex(where: { $0.hasPrefix("OPTIONS:") })
        else { return text }
        blocks.insert(blocks.remove(at: options), at: arguments + 1)
        return blocks.joined(separator: "\n\n") + text[body.endIndex...]
    }
}
