/// How the packets of a stream are protected, and the key: only ever said inside a session that is encrypted
/// itself.
package struct MediaSecret: Codable, Hashable, Sendable {
    /// A protection profile of RFC 7714: `AEAD_AES_256_GCM`.
    package var profile: String
    /// Master key and master salt, base64.
    package var key: String

    package init(profile: String, key: String) {
        self.profile = profile
        self.key = key
    }
}

extension MediaSecret: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { profile }
    package var debugDescription: String { description }
}
