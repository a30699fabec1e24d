import CSRTP
import RTP

/// Checks and uncovers incoming packets, RTP and RTCP alike, in place. Made off the real-time threads; one
/// thread at a time, the media thread.
package struct PacketUnprotector: ~Copyable {
    /// What became of the packets with the SSRCs named, from the start.
    package struct Counts: Equatable, Sendable {
        /// Its number had come before, or is older than the window of those that are remembered.
        package var replayed = 0
        /// Changed on the way, of another key, or of a turn of the numbers that cannot be told any more.
        package var notAuthentic = 0
        /// RTP packets of the first SSRC that were refused for either reason since its last good one. It grows where
        /// packets come and none is good any more: after a gap of 2^15 packets and more (RFC 3711 section
        /// 3.3.1), whose first ones also look like old ones, only another stream helps; RTCP and the other
        /// SSRC may well go on. A stranger who knows the SSRC can raise it too, between one good packet
        /// and the next.
        package var refusedInARow = 0

        package init(replayed: Int = 0, notAuthentic: Int = 0, refusedInARow: Int = 0) {
            self.replayed = replayed
            self.notAuthentic = notAuthentic
            self.refusedInARow = refusedInARow
        }
    }

    /// How they were protected.
    package let profile: ProtectionProfile
    package private(set) var counts = Counts()
    private let session: SRTPSession
    /// Whose run is counted.
    private let first: UInt32?

    /// For packets of `ssrcs`; others are refused uncounted, and cost nothing. A packet may come `window`
    /// packets later than others of its SSRC, 128 … 32 767 (RTCP: always 128): no less than the playout delay
    /// takes.
    package init(
        _ protection: PacketProtection, ssrcs: [UInt32], window: Int = 128
    ) throws(ProtectionError) {
        profile = protection.profile
        session = try SRTPSession(protection, ssrcs: ssrcs, window: window)
        first = ssrcs.first
    }

    /// Uncovers the first `length` bytes of `packet`.
    ///
    /// Returns the new length; nil where the packet is not authentic, was here before, or is none. What is in
    /// it then means nothing.
    package mutating func unprotect(_ packet: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        guard length >= 0, length <= packet.count, length <= Int32.max else { return nil }
        guard session.isProtecting else { return length }
        guard let base = packet.baseAddress, length >= profile.overheadBytes else { return nil }
        let isControl = isRTCP(UnsafeRawBufferPointer(rebasing: packet[..<length]))
        let isOfRun = !isControl && Self.source(packet) == first
        let made = session.unprotect(base, length: length, isControl: isControl)
        switch made.status {
        case srtp_err_status_ok:
            if isOfRun { counts.refusedInARow = 0 }
            return made.length
        case srtp_err_status_replay_fail, srtp_err_status_replay_old:
            counts.replayed += 1
            if isOfRun { counts.refusedInARow += 1 }
        case srtp_err_status_auth_fail, srtp_err_status_cipher_fail:
            counts.notAuthentic += 1
            if isOfRun { counts.refusedInARow += 1 }
        default: break
        }
        return nil
    }

    /// The SSRC of an RTP packet of 12 bytes at least.
    private static func source(_ packet: UnsafeMutableRawBufferPointer) -> UInt32 {
        UInt32(bigEndian: packet.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }
}
