package import DSP
package import RealTime

/// One cycle's worth of captured frames, told by the JACK thread to the media thread.
package struct CycleRecord: BitwiseCopyable, Sendable {
    /// Position of the cycle's first frame in the ring.
    package var position: Int64
    /// Frames in the cycle.
    package var frames: Int32
    /// When the first frame was at the port, in ns of the machine's raw monotonic clock.
    package var time: Int64
    /// False for a moment after the server lost time: how much of it is not known yet.
    package var isSettled: Bool

    @_noLocks @_noAllocation
    package init(position: Int64, frames: Int32, time: Int64, isSettled: Bool = true) {
        self.position = position
        self.frames = frames
        self.time = time
        self.isSettled = isSettled
    }

    /// As it travels through a `WordQueue`.
    package var words: Words {
        @_noLocks @_noAllocation get {
            Words(
                UInt64(bitPattern: position), UInt64(UInt32(bitPattern: frames)),
                UInt64(bitPattern: time), isSettled ? 1 : 0)
        }
    }

    package init(_ words: Words) {
        position = Int64(bitPattern: words.a)
        frames = Int32(bitPattern: UInt32(truncatingIfNeeded: words.b))
        time = Int64(bitPattern: words.c)
        isSettled = words.d != 0
    }
}

/// What a sender's process callback writes into: the samples, and a record of each cycle.
///
/// Shared by pointer between the JACK thread, which calls `cycle`, and the media thread, which
/// takes records and reads the ring behind them.
package struct CaptureFeed: ~Copyable {
    package let ring: SampleRing
    package let records: WordQueue
    /// Cycles that found the media thread behind by the whole ring.
    package let overruns = Counter()
    package let meter: LevelMeter
    private var clock: CycleClock
    /// Frames until the server's lost time is known; below 0, how long it has been known, as far as that
    /// matters: where xruns never end, every other tenth of a second still tells something.
    private var unsettledFrames: Int
    private let settlingFrames: Int

    /// `seconds` of `channels` at `sampleRate` Hz, the first frame at `position`.
    package init(channels: Int, sampleRate: Int, periodFrames: Int, position: Int64) {
        ring = SampleRing(
            channels: channels, minimumFrames: max(sampleRate / 2, periodFrames * 4),
            start: position)
        records = WordQueue(capacity: 1024)
        meter = LevelMeter(channels: channels)
        settlingFrames = sampleRate / 10
        unsettledFrames = -settlingFrames
        clock = CycleClock(
            position: position, sampleRate: sampleRate, periodFrames: periodFrames)
    }

    /// Takes one cycle from `inputs`, one buffer a channel; a nil buffer is silence. JACK thread.
    @_noLocks @_noAllocation
    package mutating func cycle(
        inputs: UnsafePointer<UnsafePointer<Float>?>, frames: Int, counter: UInt32, stamp: Int64
    ) {
        _ = clock.begin(frames: frames, counter: counter, stamp: stamp)
        let position = clock.position
        var channel = 0
        while channel < ring.channels {
            if let samples = inputs[channel] {
                ring.write(samples, channel: channel, at: position, frames: frames)
                meter.observe(channel, samples, frames: frames)
            } else {
                ring.clear(channel: channel, at: position, frames: frames)
            }
            channel &+= 1
        }
        ring.publish(end: position &+ Int64(frames))
        let record = CycleRecord(
            position: position, frames: Int32(truncatingIfNeeded: frames),
            time: clock.time(at: position), isSettled: unsettledFrames <= 0)
        unsettledFrames = max(-settlingFrames, unsettledFrames &- frames)
        if !records.push(record.words) { overruns.add() }
    }

    /// JACK reported an xrun. JACK thread.
    @_noLocks @_noAllocation
    package mutating func notifyXrun() {
        if unsettledFrames <= -settlingFrames { unsettledFrames = settlingFrames }
        clock.notifyXrun()
    }
}
