import COpus
import Units

/// The libopus encoder of one lane. Made off the media thread, used by one thread at a time.
struct OpusLaneEncoder: ~Copyable {
    /// Frames by which the coded sound lags the input, at the encoder's rate.
    let lookaheadFrames: Int

    private let state: OpaquePointer

    /// Wraps `opus_multistream_encoder_create`. Two channels of a stereo link are one coupled
    /// stream, an ordinary Opus packet; else each channel is a stream of its own (RFC 7845
    /// §5.1.1.3).
    init(channels: Int, coupled: Bool, configuration: CodecConfiguration) throws(CodecError) {
        var status: Int32 = 0
        let created = opus_multistream_encoder_create(
            Int32(configuration.sampleRate.hertz), Int32(channels),
            Int32(coupled ? 1 : channels), coupled ? 1 : 0, (0..<UInt8(channels)).map { $0 },
            configuration.application.code, &status)
        guard let created, status == OPUS_OK else {
            throw .opus(call: "opus_multistream_encoder_create", status: status)
        }
        do throws(CodecError) {
            // From 5 to 10 costs a quarter more time and brings 6 dB on tones at 10 ms.
            try Self.check("OPUS_SET_COMPLEXITY", jn_opus_set_complexity(created, 10))
            try Self.check("OPUS_SET_VBR", jn_opus_set_vbr(created, 1))
            try Self.check("OPUS_SET_VBR_CONSTRAINT", jn_opus_set_vbr_constraint(created, 1))
            // Only the SILK layer knows it (RFC 6716 §2.1.7), and asked for it libopus takes that layer even for
            // music. Nothing is spent on it while no packet is lost.
            if configuration.application == .voice, configuration.frameDuration >= 480 {
                try Self.check("OPUS_SET_INBAND_FEC", jn_opus_set_inband_fec(created, 1))
            }
            var frames: Int32 = 0
            try Self.check("OPUS_GET_LOOKAHEAD", jn_opus_get_lookahead(created, &frames))
            lookaheadFrames = Int(frames)
        } catch {
            opus_multistream_encoder_destroy(created)
            throw error
        }
        state = created
    }

    deinit { opus_multistream_encoder_destroy(state) }

    private static func check(_ call: String, _ status: Int32) throws(CodecError) {
        guard status == OPUS_OK else { throw .opus(call: call, status: status) }
    }

    /// Wraps `opus_multistream_encode_float`: bytes written, nil where libopus refuses.
    @_noLocks @_noAllocation
    func encode(
        _ interleaved: UnsafePointer<Float>, frames: Int,
        into packet: UnsafeMutablePointer<UInt8>, capacity: Int
    ) -> Int? {
        let size = opus_multistream_encode_float(
            state, interleaved, Int32(truncatingIfNeeded: frames), packet,
            Int32(truncatingIfNeeded: capacity))
        return size > 0 ? Int(size) : nil
    }

    /// For all the lane's streams together.
    @_noLocks @_noAllocation
    func setBitrate(_ bitsPerSecond: Int) -> Bool {
        jn_opus_set_bitrate(state, Int32(truncatingIfNeeded: bitsPerSecond)) == OPUS_OK
    }

    @_noLocks @_noAllocation
    func setPacketLoss(percent: Int) -> Bool {
        jn_opus_set_packet_loss(state, Int32(truncatingIfNeeded: percent)) == OPUS_OK
    }

    /// Forgets the past, as after a gap in the input.
    @_noLocks @_noAllocation
    func reset() -> Bool { jn_opus_encoder_reset(state) == OPUS_OK }
}
