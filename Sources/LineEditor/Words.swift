/// A line's words, parted at spaces; quotation marks and backslashes keep them together.
package struct Words: Equatable {
    package var words: [String] = []
    /// A quotation mark has no second one.
    package var isOpen = false

    package init(_ line: some StringProtocol) {
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in line {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                word = word ?? ""
                isEscaped = true
            } else if let mark = quote {
                if character == mark { quote = nil } else { word?.append(character) }
            } else if character == "\"" || character == "'" {
                word = word ?? ""
                quote = character
            } else if character.isWhitespace {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        isOpen = quote != nil || isEscaped
    }
}
