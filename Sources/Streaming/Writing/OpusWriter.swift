import Codec
import DSP
import RealTime

/// Decodes Opus packets into the ring, lane by lane, in order. What is missing when its turn comes the
/// decoder makes up, which cannot be taken back: a packet that comes after that is dropped. A gap
/// that lasts fades to silence, and what comes back rises from it.
struct OpusWriter: ~Copyable {
    /// The decoder makes up multiples of 2.5 ms at 48 kHz (RFC 6716 §2.1.4).
    private static let grain = 120
    /// How long made-up sound stays as it is, how long it then fades, and how long what comes back
    /// rises, in frames: 60, 20 and 5 ms.
    private static let holdFrames = 2_880
    private static let fallFrames = 960
    private static let riseFrames = 240
    private static let longestPacket = 5_760

    private let shared: UnsafePointer<PlayoutShared>
    private let configuration: CodecConfiguration
    private let lookahead: Int64
    private var decoder: PayloadDecoder
    private let scratch: UnsafeMutablePointer<Float>
    private let stride: Int
    private let longest: Int
    private let rise = Fade(frames: Self.riseFrames)
    private let fall = Fade(frames: Self.fallFrames)
    /// Of each lane: complete up to here; frames made up in a row; frames risen so far.
    private let ends: UnsafeMutablePointer<Int64>
    private let ages: UnsafeMutablePointer<Int>
    private let risen: UnsafeMutablePointer<Int>
    private var hasStarted = false

    /// All lanes are complete up to here.
    private(set) var end: Int64
    /// Frames that were made up.
    private(set) var concealedFrames = 0

    init(
        shared: UnsafePointer<PlayoutShared>, configuration: CodecConfiguration,
        lookaheadFrames: Int
    ) throws(CodecError) {
        self.shared = shared
        self.configuration = configuration
        lookahead = Int64(lookaheadFrames)
        decoder = try PayloadDecoder(configuration, lookaheadFrames: lookaheadFrames)
        stride = max(configuration.framesPerPacket, Self.longestPacket)
        // The ring must hold a packet twice.
        longest = min(stride, shared.pointee.ring.capacity / 2)
        scratch = .allocate(capacity: configuration.channels * stride)
        scratch.initialize(repeating: 0, count: configuration.channels * stride)
        let lanes = configuration.laneCount
        ends = .allocate(capacity: lanes)
        ends.initialize(repeating: shared.pointee.origin, count: lanes)
        ages = .allocate(capacity: lanes)
        ages.initialize(repeating: 0, count: lanes)
        risen = .allocate(capacity: lanes)
        risen.initialize(repeating: 0, count: lanes)
        end = shared.pointee.origin
    }

    deinit {
        scratch.deallocate()
        ends.deallocate()
        ages.deallocate()
        risen.deallocate()
    }

    /// What the decoder needs to make up a packet of every lane, at most, ns.
    var costNanoseconds: Int64 { Int64(configuration.channels) * 30_000 + 100_000 }

    /// See `RingWriter.write`. A payload of no use is taken for lost.
    mutating func write(_ payload: UnsafeRawBufferPointer, at position: Int64) -> Bool {
        guard let lane = decoder.requiredLane(payload) else { return true }
        let start = position &- lookahead
        if !hasStarted { restart(at: start) }
        if start > ends[lane] {
            recover(payload, lane, before: start)
            bridge(lane, to: start)
        }
        guard ends[lane] - start < Int64(configuration.framesPerPacket) else { return false }
        guard
            let block = decoder.decode(
                payload: payload, into: scratch, stride: stride, maximumFrames: longest)
        else { return true }
        let stale = ends[lane] - start
        guard stale < Int64(block.frames) else { return false }
        ages[lane] = 0
        raise(lane, block.frames)
        put(lane, from: Int(stale), frames: block.frames, at: start)
        return start + Int64(block.frames) > shared.pointee.played
    }

    /// See `RingWriter.extend`: the lanes that are behind.
    mutating func extend() -> Bool {
        guard hasStarted else { return false }
        let target = end + Int64(configuration.framesPerPacket)
        var hasExtended = false
        for lane in 0..<configuration.laneCount where ends[lane] < target {
            guard ages[lane] < Self.holdFrames + Self.fallFrames else { continue }
            bridge(lane, to: target)
            hasExtended = true
        }
        return hasExtended
    }

    /// The packet before `start` is missing: takes what this one repeats of it, if it does.
    private mutating func recover(
        _ payload: UnsafeRawBufferPointer, _ lane: Int, before start: Int64
    ) {
        let frames = configuration.framesPerPacket
        let place = start - Int64(frames)
        guard place >= ends[lane], start - ends[lane] <= shared.pointee.longestGap else { return }
        // The decoder goes on in order: first what is missing before that.
        if place > ends[lane] {
            guard decoder.repeats(payload) else { return }
            bridge(lane, to: place)
        }
        guard
            decoder.recover(payload: payload, frames: frames, into: scratch, stride: stride) != nil
        else { return }
        ages[lane] = 0
        raise(lane, frames)
        put(lane, from: 0, frames: frames, at: place)
    }

    private mutating func restart(at start: Int64) {
        hasStarted = true
        for lane in 0..<configuration.laneCount { ends[lane] = start }
        end = start
    }

    /// Fills `lane` up to `position`, packet by packet as the decoder likes them.
    private mutating func bridge(_ lane: Int, to position: Int64) {
        guard position > ends[lane] else { return }
        guard position - ends[lane] <= shared.pointee.longestGap else {
            return skip(lane, to: position)
        }
        concealedFrames += Int(position - ends[lane])
        while ends[lane] < position {
            let frames = Int(min(position - ends[lane], Int64(configuration.framesPerPacket)))
            makeUp(lane, frames)
            ages[lane] += frames
            put(lane, from: 0, frames: frames, at: ends[lane])
        }
    }

    /// Writes `frames` frames into the scratch memory that follow on the last ones.
    private mutating func makeUp(_ lane: Int, _ frames: Int) {
        let age = ages[lane]
        let whole = (frames + Self.grain - 1) / Self.grain * Self.grain
        let isSounding = age < Self.holdFrames + Self.fallFrames
        let isMade =
            isSounding && whole <= longest
            && decoder.conceal(lane: lane, frames: whole, into: scratch, stride: stride)
        for channel in configuration.channels(inLane: lane) {
            let samples = scratch + channel * stride
            guard isMade else {
                samples.update(repeating: 0, count: frames)
                continue
            }
            let sounding = min(max(0, Self.holdFrames - age), frames)
            fall.fadeOut(
                samples + sounding, count: frames - sounding,
                from: max(0, age - Self.holdFrames))
        }
        if !isSounding, age < shared.pointee.sampleRate, age + frames >= shared.pointee.sampleRate {
            decoder.reset()
        }
        if age + frames > Self.holdFrames { risen[lane] = 0 }
    }

    /// A gap too long to fill is silent, and a fresh start comes after it.
    private mutating func skip(_ lane: Int, to position: Int64) {
        decoder.reset()
        shared.pointee.silence(configuration.channels(inLane: lane), before: position)
        ends[lane] = position
        risen[lane] = 0
        publish()
    }

    /// Lets what comes back after silence rise.
    private mutating func raise(_ lane: Int, _ frames: Int) {
        guard risen[lane] < Self.riseFrames else { return }
        for channel in configuration.channels(inLane: lane) {
            rise.fadeIn(scratch + channel * stride, count: frames, from: risen[lane])
        }
        risen[lane] += frames
    }

    /// Copies the scratch memory's frames of `lane`, less the first `from`, into the ring.
    private mutating func put(_ lane: Int, from: Int, frames: Int, at start: Int64) {
        for channel in configuration.channels(inLane: lane) {
            shared.pointee.ring.write(
                scratch + (channel * stride + from), channel: channel, at: start + Int64(from),
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
}
