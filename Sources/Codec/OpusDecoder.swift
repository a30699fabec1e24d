import DSP
import Units

/// All lanes of an Opus link, from packets to planar sound. One thread at a time.
struct OpusDecoder: ~Copyable {
    private let lanes: LaneLayout
    /// 120 ms, the longest packet that there is (RFC 6716 §3.2.5).
    private let longestPacket: Int
    /// 2.5 ms, the grain of concealment.
    private let grain: Int
    private let decoders: UnsafeMutablePointer<OpusLaneDecoder>
    private let interleaved: UnsafeMutablePointer<Float>

    /// Allocates; not for the media thread.
    init(_ configuration: CodecConfiguration) throws(CodecError) {
        let lanes = configuration.lanes
        decoders = .allocate(capacity: lanes.laneCount)
        var made = 0
        do throws(CodecError) {
            while made < lanes.laneCount {
                let decoder = try OpusLaneDecoder(
                    channels: lanes.channels(inLane: made).count,
                    coupled: configuration.channels == 2, configuration: configuration)
                (decoders + made).initialize(to: decoder)
                made += 1
            }
        } catch {
            decoders.deinitialize(count: made)
            decoders.deallocate()
            throw error
        }
        self.lanes = lanes
        grain = configuration.sampleRate.hertz / 400
        longestPacket = 48 * grain
        interleaved = .allocate(capacity: longestPacket * lanes.widestLane)
        interleaved.initialize(repeating: 0, count: longestPacket * lanes.widestLane)
    }

    deinit {
        decoders.deinitialize(count: lanes.laneCount)
        decoders.deallocate()
        interleaved.deallocate()
    }

    /// The lane that a payload names; nil for none that exists.
    @_noLocks @_noAllocation
    func lane(of payload: UnsafeRawBufferPointer) -> Int? {
        guard let base = payload.baseAddress, payload.count > lanes.prefixBytes else { return nil }
        guard lanes.prefixBytes == 1 else { return 0 }
        let lane = Int(base.load(as: UInt8.self))
        return lane < lanes.laneCount ? lane : nil
    }

    @_noLocks @_noAllocation
    func decode(
        payload: UnsafeRawBufferPointer, into planar: UnsafeMutablePointer<Float>, stride: Int,
        maximumFrames: Int
    ) -> DecodedBlock? {
        guard let lane = lane(of: payload), let base = payload.baseAddress,
            payload.count <= 65_535, maximumFrames > 0
        else { return nil }
        let packet = (base + lanes.prefixBytes).assumingMemoryBound(to: UInt8.self)
        let frames = decoders[lane].decode(
            packet, size: payload.count &- lanes.prefixBytes, into: interleaved,
            capacity: min(maximumFrames, longestPacket))
        guard let frames else { return nil }
        scatter(lane, frames, planar, stride)
        return DecodedBlock(lane: lane, frames: frames)
    }

    /// Whether a payload repeats the frame before it.
    @_noLocks @_noAllocation
    func repeats(_ payload: UnsafeRawBufferPointer) -> Bool {
        guard let lane = lane(of: payload) else { return false }
        let packet = UnsafeRawBufferPointer(rebasing: payload[lanes.prefixBytes...])
        let isAlone = lanes.channels(inLane: lane).count == 1 || lanes.channels == 2
        return OpusRedundancy.exists(in: packet, isAlone: isAlone)
    }

    /// Decodes the `frames` frames before a payload that repeats them; nil where it does not.
    @_noLocks @_noAllocation
    func recover(
        payload: UnsafeRawBufferPointer, frames: Int, into planar: UnsafeMutablePointer<Float>,
        stride: Int
    ) -> DecodedBlock? {
        guard repeats(payload), let lane = lane(of: payload), payload.count <= 65_535, frames > 0,
            frames <= longestPacket, frames % grain == 0
        else { return nil }
        let packet = UnsafeRawBufferPointer(rebasing: payload[lanes.prefixBytes...])
        guard let base = packet.baseAddress else { return nil }
        let got = decoders[lane].decode(
            base.assumingMemoryBound(to: UInt8.self), size: packet.count, into: interleaved,
            capacity: frames, isBefore: true)
        guard got == frames else { return nil }
        scatter(lane, frames, planar, stride)
        return DecodedBlock(lane: lane, frames: frames)
    }

    @_noLocks @_noAllocation
    func conceal(
        lane: Int, frames: Int, into planar: UnsafeMutablePointer<Float>, stride: Int
    ) -> Bool {
        guard lane >= 0, lane < lanes.laneCount, frames > 0, frames <= longestPacket,
            frames % grain == 0,
            decoders[lane].decode(nil, size: 0, into: interleaved, capacity: frames) == frames
        else { return false }
        scatter(lane, frames, planar, stride)
        return true
    }

    @_noLocks @_noAllocation
    func reset() {
        for lane in 0..<lanes.laneCount { _ = decoders[lane].reset() }
    }

    /// From the scratch memory to the lane's channels.
    @_noLocks @_noAllocation
    private func scatter(
        _ lane: Int, _ frames: Int, _ planar: UnsafeMutablePointer<Float>, _ stride: Int
    ) {
        let channels = lanes.channels(inLane: lane)
        Interleaving.deinterleave(
            interleaved, channels: channels.count, frames: frames,
            into: planar + channels.lowerBound &* stride, stride: stride)
    }
}
