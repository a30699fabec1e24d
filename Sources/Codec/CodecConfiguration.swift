import DSP
package import Units

/// Everything that both ends of a link must agree on about its payload; valid once it exists.
package struct CodecConfiguration: Equatable, Sendable {
    /// Which payload.
    package let kind: CodecKind
    /// Channels of the link, 1 … 64.
    package let channels: Int
    /// The rate of the frames that go in and come out; for Opus 8, 12, 16, 24 or (as we use it)
    /// 48 kHz.
    package let sampleRate: SampleRate
    /// Opus: the whole link's bits per second at the start. PCM: what it takes, derived.
    package let bitsPerSecond: Int
    /// Opus: the length of a packet in 1/48000 s: 120, 240, 480 or 960 (RFC 6716 §2.1.4). PCM: 0.
    package let frameDuration: Int
    /// Opus only.
    package let application: OpusApplication
    /// The most bytes that a payload may have, the lane's prefix included, 1 … 65 000.
    package let maximumPayloadBytes: Int
    /// How the channels are spread over packets.
    package let lanes: LaneLayout

    /// Validates. A `laneCount` (what the sender's configuration chose) keeps a receiver from
    /// choosing another one; nil chooses. `bitsPerSecond`, `frameDuration` and `application` count
    /// for Opus only.
    package init(
        kind: CodecKind, channels: Int, sampleRate: SampleRate, bitsPerSecond: Int = 0,
        frameDuration: Int = 480, application: OpusApplication = .audio,
        maximumPayloadBytes: Int, laneCount: Int? = nil
    ) throws(CodecError) {
        guard LaneLayout.channelRange.contains(channels) else { throw .channels(channels) }
        guard (1...65_000).contains(maximumPayloadBytes) else {
            throw .payload(bytes: maximumPayloadBytes, needed: 1)
        }
        self.kind = kind
        self.channels = channels
        self.sampleRate = sampleRate
        self.application = application
        self.maximumPayloadBytes = maximumPayloadBytes
        if let format = kind.sampleFormat {
            let frameBytes = channels * format.bytesPerSample
            guard frameBytes <= maximumPayloadBytes else {
                throw .payload(bytes: maximumPayloadBytes, needed: frameBytes)
            }
            guard (laneCount ?? 1) == 1 else { throw .lanes(laneCount ?? 1, allowed: 1...1) }
            self.bitsPerSecond = frameBytes * 8 * sampleRate.hertz
            self.frameDuration = 0
            lanes = LaneLayout(channels: channels, laneCount: 1)
        } else {
            guard [8_000, 12_000, 16_000, 24_000, 48_000].contains(sampleRate.hertz) else {
                throw .sampleRate(sampleRate)
            }
            let rates = try OpusRates(
                channels: channels, frameDuration: frameDuration,
                maximumPayloadBytes: maximumPayloadBytes)
            self.bitsPerSecond = try rates.validated(bitsPerSecond)
            self.frameDuration = frameDuration
            lanes = try rates.lanes(for: bitsPerSecond, laneCount: laneCount)
        }
    }

    /// Packets that carry one instant of the link.
    package var laneCount: Int { lanes.laneCount }

    /// The link's channels that a lane carries; empty for a lane that does not exist.
    package func channels(inLane lane: Int) -> Range<Int> { lanes.channels(inLane: lane) }

    /// Frames of one packet at `sampleRate`. Opus: exactly; PCM: the most that fit.
    package var framesPerPacket: Int {
        if let format = kind.sampleFormat {
            return maximumPayloadBytes / (channels * format.bytesPerSample)
        }
        return frameDuration * sampleRate.hertz / 48_000
    }

    /// The RTP clock in hertz: 48 000 for Opus whatever it codes (RFC 7587 §4.1), else the
    /// sample rate.
    package var clockRate: Int { kind == .opus ? 48_000 : sampleRate.hertz }

    /// Bytes of payload per second to expect, the lanes' prefixes included, headers not.
    package var bytesPerSecond: Int {
        guard kind == .opus else { return bitsPerSecond / 8 }
        let prefixes = lanes.prefixBytes * laneCount * (48_000 / frameDuration)
        return bitsPerSecond / 8 + prefixes
    }

    /// Frames by which libopus delays the sound as it codes (0 for PCM): 2.5 ms of overlap, and
    /// 4 ms more to align the SILK layer except in `lowdelay`. `PayloadEncoder` knows the true
    /// value.
    package var nominalLookaheadFrames: Int {
        guard kind == .opus else { return 0 }
        let rate = sampleRate.hertz
        return application == .lowdelay ? rate / 400 : rate / 400 + rate / 250
    }
}
