package import DSP
package import RealTime
package import Synchronization
import Units

/// Which frame a receiver's callback began to play, and when: what the media thread's deadlines
/// are counted from.
package struct PlayPoint: BitwiseCopyable, Sendable {
    /// Position of the first frame that the newest cycle played.
    package var position: Int64
    /// The cycle's instant, ns.
    package var time: Int64
    /// Frames from `position` that the cycle looked at: its own, and the resampler's reach.
    package var reach: Int64
    /// Frames by which the next cycle will be further on, and how much later it begins, ns.
    package var step: Int64
    package var stepTime: Int64
    /// False until something is played.
    package var isPlaying: Bool

    @_noLocks @_noAllocation
    package init(
        position: Int64, time: Int64, reach: Int64, step: Int64, stepTime: Int64, isPlaying: Bool
    ) {
        self.position = position
        self.time = time
        self.reach = reach
        self.step = step
        self.stepTime = stepTime
        self.isPlaying = isPlaying
    }

    package static var none: Self {
        @_noLocks @_noAllocation get {
            Self(position: 0, time: 0, reach: 0, step: 0, stepTime: 0, isPlaying: false)
        }
    }

    /// As it travels through a `SeqLock`.
    package var words: Words {
        @_noLocks @_noAllocation get {
            Words(
                UInt64(bitPattern: position), UInt64(bitPattern: time),
                UInt64(bitPattern: reach), UInt64(bitPattern: step),
                UInt64(bitPattern: stepTime), isPlaying ? 1 : 0)
        }
    }

    package init(_ words: Words) {
        position = Int64(bitPattern: words.a)
        time = Int64(bitPattern: words.b)
        reach = Int64(bitPattern: words.c)
        step = Int64(bitPattern: words.d)
        stepTime = Int64(bitPattern: words.e)
        isPlaying = words.f != 0
    }

    /// When the first cycle begins that will look at frames from `end` on, ns: this one is over.
    package func need(of end: Int64) -> Int64 { time &+ max(1, cycles(to: end)) &* stepTime }

    /// When the first cycle began, or begins, that looks at frames from `first` on, ns; and at how many
    /// of them.
    package func firstLook(at first: Int64) -> (time: Int64, frames: Int64) {
        let cycles = cycles(to: first)
        return (time &+ cycles &* stepTime, position &+ cycles &* step &+ reach &- first)
    }

    /// Cycles from this one to the first that looks at frames from `place` on; below 0 where that was
    /// before this one.
    private func cycles(to place: Int64) -> Int64 {
        // Positions come from the network: what lies a minute away may wait as long.
        let bound = 60_000_000_000 / max(stepTime, 1)
        let distance = Double(place &- position &- reach) / Double(max(step, 1))
        return min(max(floorInt64(min(max(distance, -1e12), 1e12)) + 1, -bound), bound)
    }
}

/// What the media thread and the JACK thread of a receiver share: the samples, the line of the link,
/// the delay that is wanted, and how playing goes. Shared by pointer; its owner frees it when neither
/// thread can still reach it.
package struct PlayoutShared: ~Copyable, Sendable {
    package let ring: SampleRing
    /// Nominal time of a position is `originTime` + (position − `origin`) / `sampleRate`.
    package let origin: Int64
    /// s; not 0 for a stream that goes on where another one was.
    package let originTime: Double
    /// Of the stream, Hz.
    package let sampleRate: Int
    /// The line through the arrivals. Written by the media thread.
    package let link = SeqLock(LineSnapshot.none.words)
    /// Written by the JACK thread, each cycle.
    package let playPoint = SeqLock(PlayPoint.none.words)
    /// From the shortest path's arrival to the output port, ns: as it should be. Written by the media
    /// thread.
    package let delay: Atomic<Int64>
    /// And as it is played with; below 0 before anything is. Written by the JACK thread.
    package let heldDelay = Atomic<Int64>(-1)
    /// How much faster than its nominal rate the stream is played, 10⁻¹². Written by the JACK thread.
    package let deviation = Atomic<Int64>(0)
    /// Playing may begin: the delay is what it will be. Written by the media thread.
    package let mayPlay = Atomic<Bool>(false)
    /// Asks for a fade to silence, for good; and that it is through. Written by the owner and by the JACK
    /// thread.
    package let isEnding = Atomic<Bool>(false)
    package let hasEnded = Atomic<Bool>(false)
    /// Position of the first frame that has come; `.max` before. Written by the media thread.
    package let begin = Atomic<Int64>(.max)
    /// Position of the first frame that is played; `.max` before. Written by the JACK thread.
    package let heardFrom = Atomic<Int64>(.max)
    /// How far it is with taking over from the stream before: a `Handover`. Written by the JACK thread and
    /// by the owner.
    package let handover = Atomic<Int>(Handover.waiting)
    /// From an instant of the sink to the last frame that its cycle needs, ns; and whether the sink's cycles
    /// keep their distance from the sender's. Written by the owner.
    package let outputNeed = Atomic<Int64>(0)
    package let keepsPhase = Atomic<Bool>(false)
    /// The delay is found by itself. Written by the media thread.
    package let isAutomatic = Atomic<Bool>(false)
    /// When JACK reported an xrun for the last time, ns. Written by the JACK thread.
    package let xrunTime = Atomic<Int64>(.min / 2)
    /// Frames that had to be made up in the callback, because none had come.
    package let missedFrames = Counter()
    /// Jumps back to the latency asked for.
    package let resyncs = Counter()
    /// Moves to another delay.
    package let splices = Counter()
    /// Delay from port to port less what was asked for, as of the newest cycle, ns.
    package let delayError = Atomic<Int64>(0)
    package let meter: LevelMeter

    package init(
        channels: Int, sampleRate: Int, origin: Int64, originTime: Double = 0,
        capacityFrames: Int, delayNanoseconds: Int64
    ) {
        self.originTime = originTime
        ring = SampleRing(channels: channels, minimumFrames: capacityFrames, start: origin)
        self.origin = origin
        self.sampleRate = sampleRate
        delay = Atomic(delayNanoseconds)
        meter = LevelMeter(channels: channels)
    }
}

/// What those who fill the ring ask: media thread.
extension PlayoutShared {
    /// A longer gap is left silent, frames: two seconds, or as much as the ring has room for.
    package var longestGap: Int64 { Int64(min(ring.capacity / 2, 2 * sampleRate)) }

    /// Frames of the stream are being played.
    package var isPlaying: Bool { playPoint.load().map { PlayPoint($0).isPlaying } ?? false }

    /// Frames before this one have been played, or looked at for it.
    package var played: Int64 {
        guard let words = playPoint.load() else { return .min }
        let point = PlayPoint(words)
        return point.isPlaying ? point.position &+ point.reach : .min
    }

    /// The delay that is played with, or will be, ns.
    package var currentDelay: Int64 {
        let held = heldDelay.load(ordering: .relaxed)
        return held < 0 ? delay.load(ordering: .relaxed) : held
    }

    /// When JACK reported an xrun for the last time, ns.
    package var newestXrun: Int64 { xrunTime.load(ordering: .relaxed) }

    /// Silences `channels` before `position`, as far back as the ring goes.
    package func silence(_ channels: Range<Int>, before position: Int64) {
        let frames = ring.capacity / 2
        for channel in channels {
            ring.clear(channel: channel, at: position - Int64(frames), frames: frames)
        }
    }
}
