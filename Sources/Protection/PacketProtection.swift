/// How the packets of one direction are protected, with the key to it.
package enum PacketProtection: Equatable, Sendable {
    /// In clear.
    case none
    /// AEAD_AES_256_GCM of RFC 7714, RTP as SRTP and RTCP as SRTCP. All SSRCs of this direction share the
    /// key, which no other one has.
    case aeadAES256GCM(MediaKey)

    /// As `profile` says, with a fresh key.
    package static func random(_ profile: ProtectionProfile) -> PacketProtection {
        switch profile {
        case .none: .none
        case .aeadAES256GCM: .aeadAES256GCM(.random())
        }
    }

    package var profile: ProtectionProfile {
        switch self {
        case .none: .none
        case .aeadAES256GCM: .aeadAES256GCM
        }
    }
}
