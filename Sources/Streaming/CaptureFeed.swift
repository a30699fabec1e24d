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

    package init(position: Int64, frames: Int32, time: Int64) {
        self.position = position
        self.frames = frames
        self.time = time
    }
}

/// What a sender's process callback writes into: the samples, and a record of each cycle.
///
/// Shared by pointer between the JACK thread, which calls `cycle`, and the media thread, which
/// takes records and reads the ring behind them.
package struct CaptureFeed: ~Copyable {
    package let ring: SampleRing
    package let records: RecordQueue<CycleRecord>
    /// Cycles that found the media thread behind by the whole ring.
    package let overruns = Counter()
    package let meter: LevelMeter
    private var clock: CycleClock

    /// `seconds` of `channels` at `sampleRate` Hz, the first frame at `position`.
    package init(channels: Int, sampleRate: Int, periodFrames: Int, position: Int64) {
        ring = SampleRing(
            channels: channels, minimumFrames: max(sampleRate / 2, periodFrames * 4),
            start: position)
        records = RecordQueue(
            capacity: 1024, empty: CycleRecord(position: 0, frames: 0, time: 0))
        meter = LevelMeter(channels: channels)
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
                meter.observe(channel: channel, samples: samples, frames: frames)
            } else {
                ring.clear(channel: channel, at: position, frames: frames)
            }
            channel &+= 1
        }
        ring.publish(end: position &+ Int64(frames))
        let record = CycleRecord(
            position: position, frames: Int32(truncatingIfNeeded: frames),
            time: clock.time(at: position))
        if !records.push(record) { overruns.add() }
    }

    /// JACK reported an xrun. JACK thread.
    @_noLocks @_noAllocation
    package mutating func notifyXrun() { clock.notifyXrun() }
}
