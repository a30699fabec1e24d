/// The 256 bits that two ends share. Nothing prints them but a token.
package struct KeySecret: Equatable, Sendable {
    /// How many bytes it has.
    package static let byteCount = 32

    package let bytes: [UInt8]

    /// Nil unless there are `byteCount` bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// A fresh one, from the system's random numbers.
    package static func random() -> KeySecret {
        KeySecret(unchecked: (0..<byteCount).map { _ in UInt8.random(in: 0 ... .max) })
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

extension KeySecret: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { "(secret)" }
    package var debugDescription: String { description }
}
