extension String {
    /// How many columns the text takes on a terminal.
    package var columns: Int { reduce(0) { $0 + $1.columns } }

    /// As much as fits into `width` columns; what is cut ends in `ellipsis`.
    package func cut(to width: Int, ellipsis: String) -> String {
        if columns <= width { return self }
        var text = ""
        var room = width - ellipsis.columns
        if room < 0 { return "" }
        for character in self {
            room -= character.columns
            if room < 0 { break }
            text.append(character)
        }
        return text + ellipsis
    }
}

extension Character {
    /// 0 for marks that stand above others, 2 for East Asian and pictures, 1 for the rest.
    fileprivate var columns: Int {
        guard let first = unicodeScalars.first else { return 0 }
        if first.value < 0x300 { return 1 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        if first.properties.isEmojiPresentation { return 2 }
        if unicodeScalars.contains("\u{FE0F}") { return 2 }
        return first.isWide ? 2 : 1
    }
}

extension Unicode.Scalar {
    /// Wide or full-width after UAX #11, by blocks.
    fileprivate var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default:
            false
        }
    }
}
