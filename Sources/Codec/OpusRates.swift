/// Which bitrates libopus can serve, and how many channels of one fit a packet.
struct OpusRates: Sendable {
    private let channels: Int
    private let packetsPerSecond: Int
    /// Bytes for the Opus packet of one lane.
    private let packetBytes: Int

    /// `frameDuration` in 1/48000 s.
    init(channels: Int, frameDuration: Int, maximumPayloadBytes: Int) throws(CodecError) {
        guard [120, 240, 480, 960].contains(frameDuration) else {
            throw .frameDuration(frameDuration)
        }
        self.channels = channels
        packetsPerSecond = 48_000 / frameDuration
        packetBytes = maximumPayloadBytes - (channels > 2 ? 1 : 0)
    }

    /// The link's bits per second: 6 kb/s a channel (RFC 6716 §2.1.1), and 5 bytes a channel in
    /// each packet, for libopus sends empty packets below 3; at most 256 kb/s a channel.
    var bitrates: ClosedRange<Int> {
        @_noLocks @_noAllocation get {
            max(6_000, 40 * packetsPerSecond) * channels...256_000 * channels
        }
    }

    /// `bitsPerSecond`, if it is in range.
    func validated(_ bitsPerSecond: Int) throws(CodecError) -> Int {
        guard bitrates.contains(bitsPerSecond) else {
            throw .bitrate(bitsPerSecond, allowed: bitrates)
        }
        return bitsPerSecond
    }

    /// The largest bitrate of the link whose average packet still fits, and in range.
    @_noLocks @_noAllocation
    func fitting(_ bitsPerSecond: Int, in lanes: LaneLayout) -> Int {
        let width = lanes.widestLane
        let room = max(0, packetBytes - overhead(of: width)) / width
        let most = max(bitrates.lowerBound, room * 8 * packetsPerSecond * channels)
        return min(max(bitsPerSecond, bitrates.lowerBound), min(bitrates.upperBound, most))
    }

    /// As few lanes as carry the rate with headroom. Constrained VBR swings around the average, and
    /// libopus takes what is missing under the cap from a packet's last streams: half as much again
    /// spares them, where it can be had.
    func lanes(for bitsPerSecond: Int, laneCount: Int?) throws(CodecError) -> LaneLayout {
        let bytes = (bitsPerSecond / channels + 8 * packetsPerSecond - 1) / (8 * packetsPerSecond)
        func needed(_ width: Int) -> Int { width * bytes + overhead(of: width) }
        func comfortable(_ width: Int) -> Int { needed(width) + width * bytes / 2 }

        if channels <= 2 {
            guard needed(channels) <= packetBytes else {
                throw .payload(bytes: packetBytes, needed: needed(channels))
            }
            guard (laneCount ?? 1) == 1 else { throw .lanes(laneCount ?? 1, allowed: 1...1) }
            return LaneLayout(channels: channels, laneCount: 1)
        }
        let fewest = (channels + LaneLayout.widestOpusLane - 1) / LaneLayout.widestOpusLane
        if let laneCount {
            guard (fewest...channels).contains(laneCount) else {
                throw .lanes(laneCount, allowed: fewest...channels)
            }
            let layout = LaneLayout(channels: channels, laneCount: laneCount)
            guard needed(layout.widestLane) <= packetBytes else {
                throw .payload(bytes: packetBytes + 1, needed: needed(layout.widestLane) + 1)
            }
            return layout
        }
        guard needed(1) <= packetBytes else {
            throw .payload(bytes: packetBytes + 1, needed: needed(1) + 1)
        }
        let layouts = (fewest...channels).lazy.map {
            LaneLayout(channels: channels, laneCount: $0)
        }
        return layouts.first { comfortable($0.widestLane) <= packetBytes }
            ?? LaneLayout(channels: channels, laneCount: channels)
    }

    /// Bytes that self-delimiting adds to all streams of a packet but the last (RFC 6716 App. B).
    @_noLocks @_noAllocation
    private func overhead(of width: Int) -> Int { channels <= 2 ? 0 : 2 * (width - 1) }
}
