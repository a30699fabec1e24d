import CSRTP
import RTP

/// Protects outgoing packets, RTP and RTCP alike, in place. Made off the real-time threads; one thread at a
/// time, the media thread.
package struct PacketProtector: ~Copyable {
    /// So many packets one key is used for at most, all SSRCs together, before it is to be renewed. RFC 7714
    /// section 10 ends a key at 2^31 packets of SRTCP, or 2^48 of SRTP.
    package static var packetsPerKey: Int { 1 << 31 }

    /// How.
    package let profile: ProtectionProfile
    private let session: SRTPSession
    private let renewal: Int
    private var packets = 0

    /// For packets of `ssrcs`. After `renewal` of them the key is to be renewed, and after twice as many it is
    /// used no more.
    package init(
        _ protection: PacketProtection, ssrcs: [UInt32], renewal: Int = packetsPerKey
    ) throws(ProtectionError) {
        profile = protection.profile
        session = try SRTPSession(protection, ssrcs: ssrcs, window: 128)
        self.renewal = renewal
    }

    /// How many packets more may be protected before the key, and the stream with it, is to be renewed.
    package var packetsUntilRenewal: Int {
        session.isProtecting ? max(renewal - packets, 0) : .max
    }

    /// Protects the first `length` bytes of `packet`, whose count is the room there is. A number of an SSRC is
    /// used once: its second packet is refused.
    ///
    /// Returns the new length; nil where the room lacks the profile's bytes, where the SSRC is none
    /// of those named, or where the key has been used for too long.
    package mutating func protect(_ packet: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        guard length >= 0, length <= packet.count else { return nil }
        guard session.isProtecting else { return length }
        let isControl = isRTCP(UnsafeRawBufferPointer(rebasing: packet[..<length]))
        let overhead = isControl ? profile.controlOverheadBytes : profile.overheadBytes
        guard let base = packet.baseAddress, length <= packet.count - overhead,
            packets < 2 * renewal
        else { return nil }
        packets += 1
        let made = session.protect(base, length: length, isControl: isControl)
        return made.status == srtp_err_status_ok ? made.length : nil
    }
}
