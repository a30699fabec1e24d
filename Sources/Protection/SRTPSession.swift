import CLinux
import CSRTP

/// `srtp_t`: the streams of one direction, each an SSRC that is named when it is made. Packets of others are
/// refused before anything is computed. Made and unmade off the real-time threads; used by one thread at
/// a time.
struct SRTPSession: ~Copyable {
    /// Nil in clear.
    private let context: OpaquePointer?

    /// For `ssrcs`, which are different ones. What comes in may come `window` packets later than others,
    /// 128 … 32 767.
    init(
        _ protection: PacketProtection, ssrcs: [UInt32], window: Int
    ) throws(ProtectionError) {
        switch protection {
        case .none: context = nil
        case .aeadAES256GCM(let key): context = try Self.open(key, ssrcs, window)
        }
    }

    deinit { if let context { srtp_dealloc(context) } }

    /// Whether packets are changed at all.
    var isProtecting: Bool { context != nil }

    private static func open(
        _ key: MediaKey, _ ssrcs: [UInt32], _ window: Int
    ) throws(ProtectionError) -> OpaquePointer {
        try SRTPLibrary.prepare()
        var made: srtp_t?
        try SRTPLibrary.check(srtp_create(&made, nil), "srtp_create")
        guard let made else { throw .srtp(call: "srtp_create", status: 1) }
        do throws(ProtectionError) {
            for ssrc in ssrcs { try add(ssrc, key, window, to: made) }
        } catch {
            srtp_dealloc(made)
            throw error
        }
        return made
    }

    /// `srtp_add_stream`. No `allow_repeat_tx`: a number is used once. No `enc_xtn_hdr`: headers stay
    /// readable.
    private static func add(
        _ ssrc: UInt32, _ key: MediaKey, _ window: Int, to context: OpaquePointer
    ) throws(ProtectionError) {
        var policy = srtp_policy_t()
        srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp)
        srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtcp)
        policy.ssrc = srtp_ssrc_t(type: ssrc_specific, value: ssrc)
        policy.window_size = UInt(min(max(window, 128), 32_767))
        var bytes = key.bytes
        let status = bytes.withUnsafeMutableBufferPointer { buffer in
            policy.key = buffer.baseAddress
            // It copies the key.
            return srtp_add_stream(context, &policy)
        }
        try SRTPLibrary.check(status, "srtp_add_stream")
    }

    /// `srtp_protect` or `srtp_protect_rtcp`, in place; the caller has checked that there is room. What it
    /// returns beside the status is the new length.
    func protect(
        _ packet: UnsafeMutableRawPointer, length: Int, isControl: Bool
    ) -> (status: srtp_err_status_t, length: Int) {
        var bytes = Int32(length)
        jn_rtsan_pause()
        let status =
            isControl
            ? srtp_protect_rtcp(context, packet, &bytes) : srtp_protect(context, packet, &bytes)
        jn_rtsan_resume()
        return (status, Int(bytes))
    }

    /// `srtp_unprotect` or `srtp_unprotect_rtcp`, likewise.
    func unprotect(
        _ packet: UnsafeMutableRawPointer, length: Int, isControl: Bool
    ) -> (status: srtp_err_status_t, length: Int) {
        var bytes = Int32(length)
        jn_rtsan_pause()
        let status =
            isControl
            ? srtp_unprotect_rtcp(context, packet, &bytes)
            : srtp_unprotect(context, packet, &bytes)
        jn_rtsan_resume()
        return (status, Int(bytes))
    }
}
