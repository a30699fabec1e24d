import FoundationEssentials

/// What protects the packets of one stream: a master key of 256 bits and a master salt of 96 (RFC 7714
/// section 12). It is made anew for each stream, and nothing prints it but `text`.
package struct MediaKey: Equatable, Sendable {
    /// How many bytes it has: the key, then the salt.
    package static let byteCount = 44

    package let bytes: [UInt8]

    /// Nil unless there are `byteCount` bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// A fresh one, from the system's random numbers.
    package static func random() -> MediaKey {
        MediaKey(unchecked: (0..<byteCount).map { _ in UInt8.random(in: 0 ... .max) })
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

/// As base64 (RFC 4648 section 4), 60 characters, for the session.
extension MediaKey {
    package var text: String { Data(bytes).base64EncodedString() }

    /// Nil where `text` is no such key.
    package init?(_ text: String) {
        guard let data = Data(base64Encoded: text) else { return nil }
        self.init(Array(data))
    }
}

extension MediaKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(secret)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
