/// An opaque random number that stands for a key, or for the receivers that it belongs to. It travels in clear
/// and says nothing about either.
package struct KeyID: Hashable, Sendable {
    /// How many bytes it has.
    package static let byteCount = 16

    package let bytes: [UInt8]

    /// Nil unless there are `byteCount` bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// A fresh one.
    package static func random() -> KeyID {
        KeyID(unchecked: (0..<byteCount).map { _ in UInt8.random(in: 0 ... .max) })
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

/// As 32 hexadecimal digits, small letters.
extension KeyID: CustomStringConvertible {
    package var description: String {
        bytes.reduce(into: "") { text, byte in
            let digits = String(byte, radix: 16)
            text += digits.count == 1 ? "0" + digits : digits
        }
    }

    /// Enough to tell a few from each other: the first eight digits.
    package var abbreviated: String { String(description.prefix(8)) }

    /// Nil where `text` is no such digits.
    package init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 2 * Self.byteCount else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(digits[place]), let low = Self.value(digits[place + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(unchecked: bytes)
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
