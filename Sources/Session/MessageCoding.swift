package import FoundationEssentials

/// Messages as bytes: four bytes of length, most significant first, then JSON.
package enum MessageCoding {
    /// The longest message that is read, bytes.
    package static let limit = 65_536

    /// With its length in front.
    package static func encode(_ message: SessionMessage) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Encoding can only fail for numbers that are not finite; no message has any.
        guard let json = try? encoder.encode(message) else { return [] }
        let count = UInt32(json.count)
        return [
            UInt8(count >> 24), UInt8(truncatingIfNeeded: count >> 16),
            UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count),
        ] + json
    }

    /// Bounded in all that it says; nil for what is no message of any version.
    package static func decode(_ json: Data) -> SessionMessage? {
        guard json.count <= limit else { return nil }
        return try? JSONDecoder().decode(SessionMessage.self, from: json).bounded
    }
}
