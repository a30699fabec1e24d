import DSP

/// Payloads to sound: one per receiving link, made anywhere, then used by the media thread alone.
///
/// Nothing allocates after `init`, and no byte of a payload can make it trap. `planar` always
/// points
/// at the first sample of the *link's* channel 0, `stride` is the distance between channels in
/// floats; only the channels of the payload's lane are written. What is written is finite.
package struct PayloadDecoder: ~Copyable, @unchecked Sendable {
    enum Backend: ~Copyable {
        case pcm(SampleFormat)
        case opus(OpusDecoder)
    }

    /// What it was made for.
    package let configuration: CodecConfiguration
    /// Frames by which the output lags the sender's input, at the configuration's sample rate.
    package let lookaheadFrames: Int

    private let backend: Backend

    /// Allocates; not for the media thread. `lookaheadFrames` is what the sender's encoder states;
    /// nil takes libopus's usual figure.
    package init(
        _ configuration: CodecConfiguration, lookaheadFrames: Int? = nil
    ) throws(CodecError) {
        self.configuration = configuration
        self.lookaheadFrames = lookaheadFrames ?? configuration.nominalLookaheadFrames
        if let format = configuration.kind.sampleFormat {
            backend = .pcm(format)
        } else {
            backend = .opus(try OpusDecoder(configuration))
        }
    }

    /// The lane that a payload belongs to, read without decoding it; nil for an empty payload or a
    /// lane that does not exist.
    @_noLocks @_noAllocation
    package borrowing func requiredLane(_ payload: UnsafeRawBufferPointer) -> Int? {
        switch backend {
        case .pcm: payload.isEmpty ? nil : 0
        case .opus(let decoder): decoder.lane(of: payload)
        }
    }

    /// Decodes one payload; nil where it is not of this codec, has no whole number of frames, or
    /// has more of them than `maximumFrames`, the room of each channel.
    @_noLocks @_noAllocation
    package mutating func decode(
        payload: UnsafeRawBufferPointer, into planar: UnsafeMutablePointer<Float>, stride: Int,
        maximumFrames: Int
    ) -> DecodedBlock? {
        switch backend {
        case .pcm(let format):
            let frameBytes = configuration.channels &* format.bytesPerSample
            let frames = payload.count / frameBytes
            guard let base = payload.baseAddress, frames > 0, frames <= maximumFrames,
                frames &* frameBytes == payload.count
            else { return nil }
            format.decode(
                base, channels: configuration.channels, frames: frames, into: planar,
                stride: stride)
            return DecodedBlock(lane: 0, frames: frames)
        case .opus(let decoder):
            return decoder.decode(
                payload: payload, into: planar, stride: stride, maximumFrames: maximumFrames)
        }
    }

    /// Whether a payload repeats the frames before it.
    @_noLocks @_noAllocation
    package borrowing func repeats(_ payload: UnsafeRawBufferPointer) -> Bool {
        switch backend {
        case .pcm: false
        case .opus(let decoder): decoder.repeats(payload)
        }
    }

    /// Decodes the `frames` frames before a payload where it repeats them, as Opus does for speech; nil
    /// where it does not.
    @_noLocks @_noAllocation
    package mutating func recover(
        payload: UnsafeRawBufferPointer, frames: Int, into planar: UnsafeMutablePointer<Float>,
        stride: Int
    ) -> DecodedBlock? {
        switch backend {
        case .pcm: nil
        case .opus(let decoder):
            decoder.recover(payload: payload, frames: frames, into: planar, stride: stride)
        }
    }

    /// Invents `frames` frames of a lane in place of a lost packet, as the codec itself knows how.
    /// False, and nothing written, where it does not (PCM), or where `frames` is not a multiple of
    /// 2.5 ms up to 120 ms.
    @_noLocks @_noAllocation
    package mutating func conceal(
        lane: Int, frames: Int, into planar: UnsafeMutablePointer<Float>, stride: Int
    ) -> Bool {
        switch backend {
        case .pcm: false
        case .opus(let decoder):
            decoder.conceal(lane: lane, frames: frames, into: planar, stride: stride)
        }
    }

    /// Forgets the past, as at a resync.
    @_noLocks @_noAllocation
    package mutating func reset() {
        switch backend {
        case .pcm: break
        case .opus(let decoder): decoder.reset()
        }
    }
}
