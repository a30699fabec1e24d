import Glibc
package import Units

/// Gain, mute and channel map of one end, changed live without a click.
///
/// For each output channel there is a *way*: the source channel that it takes, or none, and a linear gain;
/// mute is gain 0. The owner's thread sets `wanted` ways; the thread that mixes goes from the old ones to
/// the new ones by a raised-cosine crossfade of 50 ms, all channels at once and one crossfade at a
/// time: what is set meanwhile is taken when it is over. Where every channel passes as it is, `begin`
/// says so, and nothing is touched or copied.
///
/// On the heap, reached by a pointer.
package struct ChannelMixer: ~Copyable, @unchecked Sendable {
    package static var maximumChannels: Int { @_noLocks @_noAllocation get { 64 } }

    /// What one output channel takes.
    package struct Way: BitwiseCopyable, Hashable, Sendable {
        /// The source channel, from 0; below 0 is none.
        package var source: Int32
        /// Linear, 0 … 15.85 (+24 dB).
        package var gain: Float

        /// A gain that is no number, or negative, is 0; one beyond +24 dB is that.
        package init(source: Int?, gain: Double) {
            self.source = source.flatMap { Int32(exactly: $0) } ?? -1
            self.gain = gain > 0 ? Float(min(gain, 15.848_931_924_611_136)) : 0
        }

        @_noLocks @_noAllocation
        init(bits: UInt64) {
            source = Int32(truncatingIfNeeded: bits &>> 32)
            gain = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
        }

        var bits: UInt64 {
            UInt64(UInt32(bitPattern: source)) &<< 32 | UInt64(gain.bitPattern)
        }

        fileprivate var isSilent: Bool {
            @_noLocks @_noAllocation get { source < 0 || gain == 0 }
        }

        @_noLocks @_noAllocation
        fileprivate func passes(_ channel: Int) -> Bool { Int(source) == channel && gain == 1 }

        /// How far the sound moves from this way to `other`, in full scales at most.
        @_noLocks @_noAllocation
        fileprivate func distance(to other: Way) -> Float {
            if isSilent || other.isSilent || source != other.source {
                return (isSilent ? 0 : gain) + (other.isSilent ? 0 : other.gain)
            }
            return (gain - other.gain).magnitude
        }

        @_noLocks @_noAllocation
        fileprivate func differs(from other: Way) -> Bool {
            source != other.source || gain != other.gain
        }
    }

    /// Where the owner's thread sets ways, as long as the mixer is there.
    package let wanted: UnsafeMutablePointer<WantedWays>

    // The mixing thread's alone from here on.
    private var taken: UInt64 = 0
    /// Where a crossfade comes from, and where it goes to: what is in force without one.
    private let old: UnsafeMutablePointer<Way>
    private let new: UnsafeMutablePointer<Way>
    private var isTransparent = false
    /// Length of the crossfade, and how much of it is over; both 0 without one.
    private var fadeFrames = 0
    private var fadedFrames = 0
    private var shortestFade = 2_400.0
    /// The raised cosine, from 0 to 1.
    private let curve: UnsafeMutablePointer<Float>
    /// Of a chunk: the new ways' share in each frame.
    private let shares: UnsafeMutablePointer<Float>
    /// Of a chunk: the sources, and a line of silence.
    private let lines: UnsafeMutablePointer<Float>

    /// Frames treated at once.
    private static var chunk: Int { @_noLocks @_noAllocation get { 256 } }
    private static var curveSteps: Int { @_noLocks @_noAllocation get { 1_024 } }
    private static let seconds = 0.050

    /// Ways for channels 0, 1 and so on, 64 at most; the rest are silent. In force at once. Allocates.
    package init(_ ways: [Way], sampleRate: SampleRate) {
        let most = Self.maximumChannels
        wanted = .allocate(capacity: 1)
        wanted.initialize(to: WantedWays(ways))
        old = .allocate(capacity: 2 * most)
        old.initialize(repeating: Way(source: nil, gain: 0), count: 2 * most)
        new = old + most
        curve = .allocate(capacity: Self.curveSteps + 2)
        for step in 0..<Self.curveSteps + 2 {
            let phase = Double(min(step, Self.curveSteps)) / Double(Self.curveSteps)
            (curve + step).initialize(to: Float(0.5 - 0.5 * cos(.pi * phase)))
        }
        shares = .allocate(capacity: Self.chunk)
        shares.initialize(repeating: 0, count: Self.chunk)
        lines = .allocate(capacity: (most + 1) * Self.chunk)
        lines.initialize(repeating: 0, count: (most + 1) * Self.chunk)
        prepare(sampleRate: sampleRate)
    }

    deinit {
        wanted.deinitialize(count: 1)
        wanted.deallocate()
        old.deallocate()
        curve.deallocate()
        shares.deallocate()
        lines.deallocate()
    }

    /// From now on frames last 1/`sampleRate`; what is set is in force at once. While nobody mixes.
    package mutating func prepare(sampleRate: SampleRate) {
        shortestFade = Double(sampleRate.hertz) * Self.seconds
        settle()
    }

    /// Has what is set in force at once. While nothing sounds, on the mixing thread.
    @_noLocks @_noAllocation
    package mutating func settle() {
        if wanted.pointee.version != taken { _ = take() }
        fadeFrames = 0
        fadedFrames = 0
    }

    /// Begins a cycle: whether there is anything to mix, by `process`. The mixing thread.
    @_noLocks @_noAllocation
    package mutating func begin() -> Bool {
        if fadedFrames >= fadeFrames {
            fadeFrames = 0
            fadedFrames = 0
            if wanted.pointee.version != taken {
                let distance = take()
                if distance > 0 {
                    // So that the slope of the sound stays as gentle above full scale.
                    let stretch = Double(max(1, distance / 2))
                    fadeFrames = max(1, Int(nearestInt64(shortestFade * stretch)))
                }
            }
        }
        return fadeFrames > 0 || !isTransparent
    }

    /// Takes the ways that were set; returns how far the sound moves by that.
    @_noLocks @_noAllocation
    private mutating func take() -> Float {
        taken = wanted.pointee.version
        var distance: Float = 0
        var isTransparent = true
        for channel in 0..<Self.maximumChannels {
            let way = wanted.pointee[channel]
            old[channel] = new[channel]
            new[channel] = way
            distance = max(distance, old[channel].distance(to: way))
            if !way.passes(channel) { isTransparent = false }
        }
        self.isTransparent = isTransparent
        return distance
    }

    /// Mixes a cycle of `count` sources, where nil is silence, into `channels` results, both 64 at
    /// most. `results[i]` may be `sources[i]`; no other two may overlap. Once after each `begin`
    /// that said so, on the mixing thread.
    @_noLocks @_noAllocation
    package mutating func process(
        _ sources: UnsafePointer<UnsafePointer<Float>?>, count: Int,
        into results: UnsafePointer<UnsafeMutablePointer<Float>>, channels: Int, frames: Int
    ) {
        var start = 0
        while start < frames {
            let length = min(Self.chunk, frames &- start)
            gather(sources, count, start, length)
            if fadeFrames > 0 { share(length) }
            var channel = 0
            while channel < channels {
                let result = results[channel] + start
                if fadeFrames > 0, new[channel].differs(from: old[channel]) {
                    crossfade(channel, count, result, length)
                } else {
                    let isInPlace =
                        channel < count && sources[channel] == UnsafePointer(results[channel])
                    if !isInPlace || channel >= count || !new[channel].passes(channel) {
                        hold(channel, count, result, length)
                    }
                }
                channel &+= 1
            }
            if fadeFrames > 0 { fadedFrames &+= length }
            start &+= length
        }
    }

    /// Copies a chunk of the sources: a result may lie where a source did.
    @_noLocks @_noAllocation
    private func gather(
        _ sources: UnsafePointer<UnsafePointer<Float>?>, _ count: Int, _ start: Int, _ length: Int
    ) {
        var channel = 0
        while channel < count {
            let line = lines + channel &* Self.chunk
            if let samples = sources[channel] {
                for frame in 0..<length { line[frame] = samples[start &+ frame] }
            } else {
                for frame in 0..<length { line[frame] = 0 }
            }
            channel &+= 1
        }
    }

    /// The new ways' share in the next `length` frames.
    @_noLocks @_noAllocation
    private func share(_ length: Int) {
        let scale = Double(Self.curveSteps) / Double(fadeFrames)
        for frame in 0..<length {
            let place = (Double(fadedFrames &+ frame) + 0.5) * scale
            let step = min(Self.curveSteps, Int(floorInt64(place)))
            let rest = Float(min(1, place - Double(step)))
            shares[frame] = curve[step] + (curve[step &+ 1] - curve[step]) * rest
        }
    }

    /// The chunk of what a way takes.
    @_noLocks @_noAllocation
    private func line(_ way: Way, _ count: Int) -> UnsafePointer<Float> {
        let source =
            way.isSilent || Int(way.source) >= count ? Self.maximumChannels : Int(way.source)
        return UnsafePointer(lines + source &* Self.chunk)
    }

    @_noLocks @_noAllocation
    private func crossfade(
        _ channel: Int, _ count: Int, _ result: UnsafeMutablePointer<Float>, _ length: Int
    ) {
        let (from, to) = (old[channel], new[channel])
        let (leaving, coming) = (line(from, count), line(to, count))
        for frame in 0..<length {
            let share = shares[frame]
            let past = (leaving[frame] * (from.gain * (1 - share))).finiteOrZero
            result[frame] = (past + (coming[frame] * (to.gain * share)).finiteOrZero).finiteOrZero
        }
    }

    @_noLocks @_noAllocation
    private func hold(
        _ channel: Int, _ count: Int, _ result: UnsafeMutablePointer<Float>, _ length: Int
    ) {
        let line = line(new[channel], count)
        let gain = new[channel].gain
        if gain == 1 {
            // Not multiplied: that would lose the least of numbers where they are flushed to 0.
            for frame in 0..<length { result[frame] = line[frame] }
        } else {
            for frame in 0..<length { result[frame] = (line[frame] * gain).finiteOrZero }
        }
    }
}
