/// How packets are protected on their way; both ends agree on it before the first one. The names are those
/// of the IANA's SRTP crypto suites.
package enum ProtectionProfile: String, Hashable, Sendable {
    /// In clear: packets pass through unchanged.
    case none
    /// SRTP with AES-256 in Galois/Counter mode (RFC 7714).
    case aeadAES256GCM = "AEAD_AES_256_GCM"

    /// Bytes that `PacketProtector` appends to an RTP packet, to be left free when packets are sized: the
    /// authentication tag.
    package var overheadBytes: Int {
        switch self {
        case .none: 0
        case .aeadAES256GCM: 16
        }
    }

    /// Bytes that it appends to an RTCP packet: the tag, and SRTCP's index with its E flag.
    package var controlOverheadBytes: Int {
        switch self {
        case .none: 0
        case .aeadAES256GCM: 20
        }
    }
}
