package import DSP

/// Sound to payloads: one per sending link, made anywhere, then used by the media thread alone.
///
/// Nothing allocates after `init`. `planar` always points at the first sample of the *link's*
/// channel 0, `stride` is the distance between channels in floats.
package struct PayloadEncoder: ~Copyable, @unchecked Sendable {
    enum Backend: ~Copyable {
        case pcm(SampleFormat)
        case opus(OpusEncoder)
    }

    /// What it was made for.
    package let configuration: CodecConfiguration
    /// Frames by which the decoder's output lags the input, at the configuration's sample rate.
    package let lookaheadFrames: Int
    /// The whole link's bits per second at present.
    package private(set) var bitsPerSecond: Int

    private let backend: Backend
    private let rates: OpusRates?
    private var dither: Dither

    /// Allocates; not for the media thread. `dither` is for 16 bits.
    package init(
        _ configuration: CodecConfiguration, dither: Dither = Dither()
    ) throws(CodecError) {
        self.configuration = configuration
        self.dither = dither
        bitsPerSecond = configuration.bitsPerSecond
        if let format = configuration.kind.sampleFormat {
            backend = .pcm(format)
            rates = nil
            lookaheadFrames = 0
            return
        }
        let rates = try OpusRates(
            channels: configuration.channels, frameDuration: configuration.frameDuration,
            maximumPayloadBytes: configuration.maximumPayloadBytes)
        let encoder = try OpusEncoder(configuration)
        guard encoder.setBitrate(configuration.bitsPerSecond) else {
            throw .opus(call: "OPUS_SET_BITRATE", status: -1)
        }
        self.rates = rates
        lookaheadFrames = encoder.lookaheadFrames
        backend = .opus(encoder)
    }

    /// Encodes one lane of one instant and returns the payload's bytes, at most
    /// `maximumPayloadBytes`. Nil, and nothing of use written, where there is no such lane, too
    /// little room, or not a fitting number of frames: Opus takes exactly `framesPerPacket`, PCM
    /// any
    /// number up to that.
    @_noLocks @_noAllocation
    package mutating func encode(
        lane: Int, planar: UnsafePointer<Float>, stride: Int, frames: Int,
        into payload: UnsafeMutableRawBufferPointer
    ) -> Int? {
        switch backend {
        case .pcm(let format):
            guard lane == 0, frames > 0, frames <= 65_000, let base = payload.baseAddress else {
                return nil
            }
            let size = frames &* configuration.channels &* format.bytesPerSample
            guard size <= min(payload.count, configuration.maximumPayloadBytes) else { return nil }
            format.encode(
                planar, stride: stride, channels: configuration.channels, frames: frames,
                into: base, dither: &dither)
            return size
        case .opus(let encoder):
            return encoder.encode(
                lane: lane, planar: planar, stride: stride, frames: frames, into: payload)
        }
    }

    /// Changes the link's bitrate from the next packet on and returns what is now in force: the
    /// nearest to `bitsPerSecond` that the channels allow and whose packets fit. PCM ignores it.
    @_noLocks @_noAllocation
    package mutating func setBitrate(_ bitsPerSecond: Int) -> Int {
        switch backend {
        case .pcm: break
        case .opus(let encoder):
            guard let rates else { break }
            let fitting = rates.fitting(bitsPerSecond, in: configuration.lanes)
            if encoder.setBitrate(fitting) { self.bitsPerSecond = fitting }
        }
        return self.bitsPerSecond
    }

    /// Tells the encoder how many packets in a hundred (held within 0 … 100) to expect lost: it
    /// then leans less on what went before. False where the codec cannot use it (PCM).
    @_noLocks @_noAllocation
    package mutating func setPacketLoss(percent: Int) -> Bool {
        switch backend {
        case .pcm: false
        case .opus(let encoder): encoder.setPacketLoss(percent: min(max(percent, 0), 100))
        }
    }

    /// Forgets the past, as after a gap in the input.
    @_noLocks @_noAllocation
    package mutating func reset() {
        switch backend {
        case .pcm: break
        case .opus(let encoder): encoder.reset()
        }
    }
}
