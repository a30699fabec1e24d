package import Codec
import DSP
import RealTime

/// Puts PCM packets into the ring. What is missing when its turn comes is made up from the sound
/// before it and, where that is there already, after it; as long as it has not been played, the true
/// frames still take its place.
package struct PCMWriter: ~Copyable {
    private let shared: UnsafePointer<PlayoutShared>
    private let configuration: CodecConfiguration
    private var decoder: PayloadDecoder
    private var filler: GapFiller
    private let scratch: UnsafeMutablePointer<Float>
    private let stride: Int
    /// The longest payload that is taken, frames.
    private let longest: Int
    private var hasStarted = false
    /// The last stretch that was made up; a single one can be of such late date.
    private var made: Range<Int64>
    /// Up to here, frames behind the gap are in the ring, not published yet.
    private var previewed: Int64

    /// The ring is complete up to here.
    package private(set) var end: Int64
    /// Frames that were made up and stayed so.
    package private(set) var concealedFrames = 0

    /// `budget` is what making up a packet's worth may take, ns.
    package init(
        shared: UnsafePointer<PlayoutShared>, configuration: CodecConfiguration,
        packetFrames: Int, budget: Int64
    ) throws(CodecError) {
        self.shared = shared
        self.configuration = configuration
        decoder = try PayloadDecoder(configuration)
        filler = GapFiller(
            channels: configuration.channels, sampleRate: shared.pointee.sampleRate,
            packetFrames: min(packetFrames, shared.pointee.ring.capacity / 2), budget: budget)
        stride = max(configuration.framesPerPacket, 5_760)
        // The ring must hold it twice.
        longest = min(stride, shared.pointee.ring.capacity / 2)
        scratch = .allocate(capacity: configuration.channels * stride)
        scratch.initialize(repeating: 0, count: configuration.channels * stride)
        end = shared.pointee.origin
        previewed = end
        made = end..<end
    }

    deinit { scratch.deallocate() }

    package func cost(ofGap gap: Int) -> Int64 { filler.cost(ofGap: gap) }
    package var usefulFuture: Int { filler.usefulFuture }

    /// Puts a packet into the ring that follows on the gap which is about to be closed.
    package mutating func preview(_ payload: UnsafeRawBufferPointer, at position: Int64) {
        guard position >= end, isNear(position),
            let block = decode(payload)
        else { return }
        copy(from: 0, frames: block, at: position)
        previewed = position + Int64(block)
    }

    /// See `RingWriter.write`. A payload of no use is taken for lost.
    package mutating func write(_ payload: UnsafeRawBufferPointer, at position: Int64) -> Bool {
        guard let frames = decode(payload) else { return true }
        if !hasStarted {
            hasStarted = true
            end = position
            made = end..<end
        }
        let stop = position + Int64(frames)
        guard position >= end else { return replace(from: position, to: stop) }
        if position > end {
            if isNear(position) {
                copy(from: 0, frames: frames, at: position)
                bridge(to: position, knownTo: max(previewed, stop))
            } else {
                skip(to: position)
            }
        }
        append(frames, to: stop)
        return stop > shared.pointee.played
    }

    /// See `RingWriter.extend`.
    package mutating func extend() -> Bool {
        guard hasStarted else { return false }
        let start = startOfGap
        let frames = filler.packetFrames
        guard end - start < filler.silentAfter else { return false }
        filler.extrapolate(shared.pointee.ring, from: end, frames: frames, age: Int(end - start))
        concealedFrames += frames
        made = start..<(end + Int64(frames))
        publish(made.upperBound)
        return true
    }

    // MARK: Gaps

    /// Where the gap at the end began; the end itself where there is none.
    private var startOfGap: Int64 {
        made.upperBound == end && !made.isEmpty ? made.lowerBound : end
    }

    private func isNear(_ position: Int64) -> Bool {
        position - end <= shared.pointee.longestGap
    }

    /// Makes up what is missing before `position`, the frames from there to `known` being in the ring.
    private mutating func bridge(to position: Int64, knownTo known: Int64) {
        let start = startOfGap
        filler.bridge(
            shared.pointee.ring, from: end, to: position, age: Int(end - start),
            known: Int(known - position))
        // What has been played already was missing there, and was counted there.
        concealedFrames += Int(max(0, position - max(end, shared.pointee.played)))
        made = start..<position
        end = position
    }

    /// A gap too long to fill is silent.
    private mutating func skip(to position: Int64) {
        shared.pointee.silence(0..<configuration.channels, before: position)
        filler.silence()
        made = end..<position
        end = position
    }

    // MARK: Frames

    /// Frames of the payload, now in the scratch memory; nil where it is none.
    private mutating func decode(_ payload: UnsafeRawBufferPointer) -> Int? {
        decoder.decode(payload: payload, into: scratch, stride: stride, maximumFrames: longest)?
            .frames
    }

    /// The scratch memory's frames go on where the ring ends.
    private mutating func append(_ frames: Int, to stop: Int64) {
        if filler.lead(into: scratch, stride: stride, frames: frames) {
            // What follows begins as the made-up frames end: true ones in their place would not fit to it.
            made = end..<end
        }
        filler.rise(scratch, stride: stride, frames: frames)
        copy(from: 0, frames: frames, at: end)
        publish(stop)
    }

    /// True frames for some that were made up, as far as they have not been played.
    private mutating func replace(from position: Int64, to stop: Int64) -> Bool {
        let low = max(position, made.lowerBound, shared.pointee.played)
        let isOpen = made.upperBound == end
        // Frames made up behind it would no longer fit to it.
        guard low < min(stop, made.upperBound), isOpen || stop >= made.upperBound else {
            return false
        }
        let high = isOpen ? stop : min(stop, made.upperBound)
        let isWhole = low == made.lowerBound
        guard isWhole || high - low >= Int64(filler.fadeFrames) else { return false }
        let offset = Int(low - position)
        if !isWhole {
            filler.meet(
                shared.pointee.ring, at: low, madeUp: Int(made.upperBound - low),
                scratch + offset, stride: stride)
        }
        copy(from: offset, frames: Int(high - low), at: low)
        concealedFrames -= Int(min(high, made.upperBound) - low)
        made = made.lowerBound..<low
        if isOpen {
            filler.settle()
            publish(high)
        }
        return true
    }

    private func copy(from offset: Int, frames: Int, at position: Int64) {
        for channel in 0..<configuration.channels {
            shared.pointee.ring.write(
                scratch + (channel * stride + offset), channel: channel, at: position,
                frames: frames)
        }
    }

    private mutating func publish(_ position: Int64) {
        end = position
        shared.pointee.ring.publish(end: position)
    }
}
