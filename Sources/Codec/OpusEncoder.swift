import DSP

/// All lanes of an Opus link, from planar sound to packets. One thread at a time.
struct OpusEncoder: ~Copyable {
    /// As libopus tells it.
    let lookaheadFrames: Int

    private let lanes: LaneLayout
    private let framesPerPacket: Int
    private let maximumPayloadBytes: Int
    private let encoders: UnsafeMutablePointer<OpusLaneEncoder>
    private let interleaved: UnsafeMutablePointer<Float>

    /// Allocates; not for the media thread.
    init(_ configuration: CodecConfiguration) throws(CodecError) {
        let lanes = configuration.lanes
        encoders = .allocate(capacity: lanes.laneCount)
        var made = 0
        do throws(CodecError) {
            while made < lanes.laneCount {
                let encoder = try OpusLaneEncoder(
                    channels: lanes.channels(inLane: made).count,
                    coupled: configuration.channels == 2, configuration: configuration)
                (encoders + made).initialize(to: encoder)
                made += 1
            }
        } catch {
            encoders.deinitialize(count: made)
            encoders.deallocate()
            throw error
        }
        self.lanes = lanes
        lookaheadFrames = encoders[0].lookaheadFrames
        framesPerPacket = configuration.framesPerPacket
        maximumPayloadBytes = configuration.maximumPayloadBytes
        let samples = framesPerPacket * lanes.widestLane
        interleaved = .allocate(capacity: samples)
        interleaved.initialize(repeating: 0, count: samples)
    }

    deinit {
        encoders.deinitialize(count: lanes.laneCount)
        encoders.deallocate()
        interleaved.deallocate()
    }

    /// Bytes written, the prefix included; nil where the arguments or the room do not suit.
    @_noLocks @_noAllocation
    func encode(
        lane: Int, planar: UnsafePointer<Float>, stride: Int, frames: Int,
        into payload: UnsafeMutableRawBufferPointer
    ) -> Int? {
        let channels = lanes.channels(inLane: lane)
        let room = min(payload.count, maximumPayloadBytes) &- lanes.prefixBytes
        guard !channels.isEmpty, frames == framesPerPacket, room > 0,
            let base = payload.baseAddress
        else { return nil }
        Interleaving.interleave(
            planar + channels.lowerBound &* stride, stride: stride, channels: channels.count,
            frames: frames, into: interleaved)
        let packet = (base + lanes.prefixBytes).assumingMemoryBound(to: UInt8.self)
        let size = encoders[lane].encode(interleaved, frames: frames, into: packet, capacity: room)
        guard let size else { return nil }
        if lanes.prefixBytes == 1 {
            base.storeBytes(of: UInt8(truncatingIfNeeded: lane), as: UInt8.self)
        }
        return size &+ lanes.prefixBytes
    }

    /// Shares the link's bitrate out by channels.
    @_noLocks @_noAllocation
    func setBitrate(_ bitsPerSecond: Int) -> Bool {
        var done = true
        for lane in 0..<lanes.laneCount {
            let share = bitsPerSecond &* lanes.channels(inLane: lane).count / lanes.channels
            if !encoders[lane].setBitrate(share) { done = false }
        }
        return done
    }

    @_noLocks @_noAllocation
    func setPacketLoss(percent: Int) -> Bool {
        var done = true
        for lane in 0..<lanes.laneCount {
            if !encoders[lane].setPacketLoss(percent: percent) { done = false }
        }
        return done
    }

    @_noLocks @_noAllocation
    func reset() {
        for lane in 0..<lanes.laneCount { _ = encoders[lane].reset() }
    }
}
