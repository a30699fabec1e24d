import Codec
import DSP
import Glibc
import RealTime

/// Decodes packets into the ring, lane by lane, and bridges what is missing between them: the
/// codec's own concealment where it has one, else the signal reflected about its last sample and
/// faded to silence; what comes back fades in.
struct LaneWriter: ~Copyable {
    private static let fadeFrames = 128
    /// The longest gap that is bridged frame by frame; beyond it the ring is silence, s.
    private static let longestGapSeconds = 2

    private let shared: UnsafePointer<PlayoutShared>
    private let configuration: CodecConfiguration
    private let lookahead: Int64
    private var decoder: PayloadDecoder
    private let scratch: UnsafeMutablePointer<Float>
    private let stride: Int
    /// The longest payload that is taken, frames: the ring must hold it twice.
    private let longest: Int
    private let fade: UnsafeMutablePointer<Float>
    private let ends: UnsafeMutablePointer<Int64>
    private let fadeIns: UnsafeMutablePointer<Int>
    private var hasStarted = false

    /// Frames made up so far.
    private(set) var concealedFrames = 0
    /// All lanes are complete up to here.
    private(set) var end: Int64

    init(
        shared: UnsafePointer<PlayoutShared>, configuration: CodecConfiguration,
        lookaheadFrames: Int
    ) throws(CodecError) {
        self.shared = shared
        self.configuration = configuration
        lookahead = Int64(lookaheadFrames)
        decoder = try PayloadDecoder(configuration, lookaheadFrames: lookaheadFrames)
        stride = max(configuration.framesPerPacket, 5_760)
        longest = min(stride, shared.pointee.ring.capacity / 2)
        scratch = .allocate(capacity: configuration.channels * stride)
        scratch.initialize(repeating: 0, count: configuration.channels * stride)
        fade = .allocate(capacity: Self.fadeFrames)
        for frame in 0..<Self.fadeFrames {
            let phase = (Double(frame) + 0.5) / Double(Self.fadeFrames)
            (fade + frame).initialize(to: Float(0.5 - 0.5 * cos(.pi * phase)))
        }
        ends = .allocate(capacity: configuration.laneCount)
        ends.initialize(repeating: shared.pointee.origin, count: configuration.laneCount)
        fadeIns = .allocate(capacity: configuration.laneCount)
        fadeIns.initialize(repeating: Self.fadeFrames, count: configuration.laneCount)
        end = shared.pointee.origin
    }

    deinit {
        scratch.deallocate()
        fade.deallocate()
        ends.deallocate()
        fadeIns.deallocate()
    }

    /// Decodes the payload whose first frame has `position`. False where its frames had been
    /// played, or made up, already; a payload of no use is bridged as if lost.
    mutating func write(_ payload: UnsafeRawBufferPointer, at position: Int64) -> Bool {
        guard let lane = decoder.requiredLane(payload) else { return true }
        let start = position &- lookahead
        if !hasStarted { restart(at: start) }
        if start > ends[lane] { bridge(lane, to: start) }
        guard
            let block = decoder.decode(
                payload: payload, into: scratch, stride: stride, maximumFrames: longest)
        else { return true }
        let stale = ends[lane] - start
        guard stale < Int64(block.frames) else { return false }
        fadeInAfterGap(lane, block.frames)
        put(lane, from: Int(max(0, stale)), frames: block.frames, at: start)
        return !hasBeenPlayed(start + Int64(block.frames))
    }

    private mutating func restart(at start: Int64) {
        hasStarted = true
        for lane in 0..<configuration.laneCount { ends[lane] = start }
        end = start
    }

    private func hasBeenPlayed(_ position: Int64) -> Bool {
        guard let words = shared.pointee.playPoint.load() else { return false }
        let point = PlayPoint(words)
        return point.isPlaying && position <= point.position + point.reach
    }

    /// Copies the decoded frames of `lane`, less the first `from`, into the ring.
    private mutating func put(_ lane: Int, from: Int, frames: Int, at start: Int64) {
        let place = start + Int64(from)
        for channel in configuration.channels(inLane: lane) {
            shared.pointee.ring.write(
                scratch + (channel * stride + from), channel: channel, at: place,
                frames: frames - from)
        }
        ends[lane] = start + Int64(frames)
        publish()
    }

    private mutating func publish() {
        var least = ends[0]
        for lane in 1..<max(1, configuration.laneCount) { least = min(least, ends[lane]) }
        guard least != end else { return }
        end = least
        shared.pointee.ring.publish(end: end)
    }

    private mutating func fadeInAfterGap(_ lane: Int, _ frames: Int) {
        let start = fadeIns[lane]
        guard start < Self.fadeFrames else { return }
        let count = min(frames, Self.fadeFrames - start)
        for channel in configuration.channels(inLane: lane) {
            let samples = scratch + channel * stride
            for frame in 0..<count { samples[frame] *= fade[start + frame] }
        }
        fadeIns[lane] = start + count
    }

    /// Fills `lane` up to `position`.
    private mutating func bridge(_ lane: Int, to position: Int64) {
        let gap = position - ends[lane]
        guard gap <= Int64(Self.longestGapSeconds * shared.pointee.sampleRate) else {
            decoder.reset()
            skip(lane, to: position)
            return
        }
        concealedFrames += Int(gap)
        if configuration.kind == .opus, concealed(lane, to: position) { return }
        var age = 0
        while ends[lane] < position {
            let frames = Int(min(Int64(min(longest, 512)), position - ends[lane]))
            for channel in configuration.channels(inLane: lane) {
                reflect(channel, lane, gapStart: ends[lane] - Int64(age), age: age, frames)
            }
            age += frames
            put(lane, from: 0, frames: frames, at: ends[lane])
        }
        fadeIns[lane] = 0
    }

    /// A gap too long to fill: silence as far back as the ring goes, then a fresh start.
    private mutating func skip(_ lane: Int, to position: Int64) {
        let frames = Int64(shared.pointee.ring.capacity / 2)
        for channel in configuration.channels(inLane: lane) {
            shared.pointee.ring.clear(
                channel: channel, at: position - frames, frames: Int(frames))
        }
        ends[lane] = position
        fadeIns[lane] = 0
        publish()
    }

    /// Lets the codec fill `lane` up to `position`; false where the gap does not suit it.
    private mutating func concealed(_ lane: Int, to position: Int64) -> Bool {
        let gap = Int(position - ends[lane])
        guard gap % 120 == 0, gap <= min(longest, 5_760) else { return false }
        guard decoder.conceal(lane: lane, frames: gap, into: scratch, stride: stride) else {
            return false
        }
        put(lane, from: 0, frames: gap, at: ends[lane])
        return true
    }

    /// Writes into the scratch what follows `age` frames after `gapStart`: 2·x(last) − x(mirrored),
    /// which goes on in value and slope, faded out.
    private func reflect(
        _ channel: Int, _ lane: Int, gapStart: Int64, age: Int, _ frames: Int
    ) {
        let ring = shared
        let samples = scratch + channel * stride
        let pivot = ring.pointee.ring.sample(channel: channel, at: gapStart - 1)
        let bound = max(2 * pivot.magnitude, 1)
        for frame in 0..<frames {
            let place = age + frame
            guard place < Self.fadeFrames else {
                samples[frame] = 0
                continue
            }
            let mirrored = ring.pointee.ring.sample(
                channel: channel, at: gapStart - 2 - Int64(place))
            samples[frame] = min(max(2 * pivot - mirrored, -bound), bound) * (1 - fade[place])
        }
    }
}
