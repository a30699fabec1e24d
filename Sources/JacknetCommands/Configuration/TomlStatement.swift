/// A part of a TOML document that is its own: a header, a key with its value, or a line that is
/// blank or a comment. Only for documents that were parsed already.
struct TomlStatement {
    enum Kind {
        case header, key, neither
    }

    let kind: Kind
    /// With the end of its line.
    let bytes: ArraySlice<UInt8>
    /// From the `#` that follows a key's value on its line, or nothing.
    let comment: ArraySlice<UInt8>

    /// All of `text`, which they make up again.
    static func all(in text: [UInt8]) -> [TomlStatement] {
        var statements: [TomlStatement] = []
        var rest = text[...]
        while !rest.isEmpty {
            let statement = TomlStatement(startOf: rest)
            statements.append(statement)
            rest = rest[statement.bytes.endIndex...]
        }
        return statements
    }

    private init(startOf text: ArraySlice<UInt8>) {
        var scanner = Scanner(text: text)
        switch scanner.firstCharacter() {
        case UInt8(ascii: "["): kind = .header
        case nil, UInt8(ascii: "#"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): kind = .neither
        default: kind = .key
        }
        if kind == .key {
            let comment = scanner.skipKey()
            bytes = text[..<scanner.position]
            self.comment = text[(comment ?? scanner.position)..<scanner.position]
        } else {
            scanner.skipLine()
            bytes = text[..<scanner.position]
            comment = []
        }
    }

    private struct Scanner {
        let text: ArraySlice<UInt8>
        var position: Int

        init(text: ArraySlice<UInt8>) {
            self.text = text
            position = text.startIndex
        }

        /// After blanks, and after the byte order mark of a file.
        func firstCharacter() -> UInt8? {
            text.first { ![0x20, 0x09, 0xEF, 0xBB, 0xBF].contains($0) }
        }

        private func at(_ bytes: [UInt8]) -> Bool { text[position...].starts(with: bytes) }

        mutating func skipLine() {
            let end = text[position...].firstIndex(of: UInt8(ascii: "\n"))
            position = end.map { $0 + 1 } ?? text.endIndex
        }

        /// To the end of the line on which the value ends; returns where a comment begins on it.
        mutating func skipKey() -> Int? {
            var depth = 0
            while position < text.endIndex {
                let byte = text[position]
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "'"):
                    skipString(byte)
                    continue
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                case UInt8(ascii: "#"):
                    let start = position
                    skipLine()
                    if depth <= 0 { return start }
                    continue
                case UInt8(ascii: "\n") where depth <= 0:
                    position += 1
                    return nil
                default: break
                }
                position += 1
            }
            return nil
        }

        private mutating func skipString(_ quote: UInt8) {
            let isLong = at([quote, quote, quote])
            let end: [UInt8] = isLong ? [quote, quote, quote] : [quote]
            position += end.count
            while position < text.endIndex, !at(end) {
                let isEscape = quote == UInt8(ascii: "\"") && text[position] == UInt8(ascii: "\\")
                position = min(position + (isEscape ? 2 : 1), text.endIndex)
            }
            position = min(position + end.count, text.endIndex)
            // A long one may end in two quotes more than it is closed by.
            while isLong, position < text.endIndex, text[position] == quote { position += 1 }
        }
    }
}
