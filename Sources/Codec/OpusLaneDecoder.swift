import COpus
import Units

/// The libopus decoder of one lane. Made off the media thread, used by one thread at a time.
struct OpusLaneDecoder: ~Copyable {
    private let state: OpaquePointer

    /// Wraps `opus_multistream_decoder_create`, the counterpart of `OpusLaneEncoder.init`. A stereo
    /// decoder also takes mono packets and the other way round (RFC 7587 §3.4).
    init(channels: Int, coupled: Bool, configuration: CodecConfiguration) throws(CodecError) {
        var status: Int32 = 0
        let created = opus_multistream_decoder_create(
            Int32(configuration.sampleRate.hertz), Int32(channels),
            Int32(coupled ? 1 : channels), coupled ? 1 : 0, (0..<UInt8(channels)).map { $0 },
            &status)
        guard let created, status == OPUS_OK else {
            throw .opus(call: "opus_multistream_decoder_create", status: status)
        }
        state = created
    }

    deinit { opus_multistream_decoder_destroy(state) }

    /// Wraps `opus_multistream_decode_float`: frames written, nil for a packet that is not Opus or
    /// longer than `capacity`. No `packet` means a lost one: `capacity`, a multiple of 2.5 ms, is
    /// then the number of frames to invent. Where `isBefore`, what comes out is the sound before the
    /// packet, as the packet repeats it, `capacity` frames of it.
    @_noLocks @_noAllocation
    func decode(
        _ packet: UnsafePointer<UInt8>?, size: Int,
        into interleaved: UnsafeMutablePointer<Float>, capacity: Int, isBefore: Bool = false
    ) -> Int? {
        let frames = opus_multistream_decode_float(
            state, packet, Int32(truncatingIfNeeded: size), interleaved,
            Int32(truncatingIfNeeded: capacity), isBefore ? 1 : 0)
        return frames > 0 ? Int(frames) : nil
    }

    /// Forgets the past.
    @_noLocks @_noAllocation
    func reset() -> Bool { jn_opus_decoder_reset(state) == OPUS_OK }
}
