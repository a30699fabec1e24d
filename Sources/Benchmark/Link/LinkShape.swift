import Protection

/// What a link is made of where nothing else is said, as `jacknet send` has it.
enum LinkShape {
    /// The longest IP packet, bytes.
    static let mtu = 1_500
    /// Of Opus.
    static let bitsPerSecondPerChannel = 64_000

    /// What is left for sound: without IPv6 and UDP headers, RTP with its extension, and encryption, bytes.
    static var payloadBytes: Int {
        mtu - 40 - 8 - 28 - ProtectionProfile.aeadAES256GCM.overheadBytes
    }
}
