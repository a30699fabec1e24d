extension String {
    /// Without anything that a terminal would act on or that would deceive the eye: control
    /// characters, reordering and invisible ones are shown as `\u{1b}`; all on one line.
    package var escaped: String {
        guard unicodeScalars.contains(where: \.isTreacherous) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isTreacherous {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// Bytes from outside, escaped; those that are not UTF-8 are shown as `\xff`.
    package init(escaping bytes: [UInt8]) {
        self = ""
        var position = 0
        while position < bytes.count {
            let length = Self.scalarLength(bytes[position])
            let end = min(position + length, bytes.count)
            if let scalar = String(validating: bytes[position..<end], as: UTF8.self) {
                self += scalar.escaped
                position = end
            } else {
                let byte = bytes[position]
                self += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
                position += 1
            }
        }
    }

    /// How many bytes a scalar has that begins with `byte` (RFC 3629).
    private static func scalarLength(_ byte: UInt8) -> Int {
        switch byte {
        case 0xC2..<0xE0: 2
        case 0xE0..<0xF0: 3
        case 0xF0..<0xF5: 4
        default: 1
        }
    }
}

extension Unicode.Scalar {
    /// Control (C0, DEL, C1), format (bidirectional overrides, zero-width, tags), line and
    /// paragraph separators, private use, and what is no character at all.
    package var isTreacherous: Bool {
        if value < 0x7F { return value < 0x20 }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
            .unassigned:
            return true
        default:
            return false
        }
    }
}
