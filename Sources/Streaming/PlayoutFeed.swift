import DSP
import RealTime
import Synchronization
import Units

/// What a receiver's process callback runs: it decides which frame of the stream belongs to the
/// cycle, and has it rendered.
///
/// The frame played at instant t is X(t) − delay, X being the sender's position as the link's line
/// tells it. The position then runs on by itself: at the ratio of the two nominal rates where both
/// ends share a clock, else at one that `PlayoutClock` steers. When it has left the line for good (a
/// server stood still, the delay was changed), one faded jump brings it back. The JACK thread's;
/// `init` and `deinit` run elsewhere.
package struct PlayoutFeed: ~Copyable {
    private let shared: UnsafePointer<PlayoutShared>
    private var clock: CycleClock
    private var renderer: PlayoutRenderer
    private var link = LineSnapshot.none
    private var position: Int64 = 0
    private var fraction = 0.0
    /// Frames of the stream are being played.
    package private(set) var isPlaying = false
    private var strayFrames = 0
    private var endedFrames = 0
    private var pace = PlayoutClock()
    /// Stream frames per frame of the sink: of the nominal rates, and in this cycle.
    private let nominalRatio: Double
    private var ratio: Double
    private let isSteered: Bool
    private let isDirect: Bool
    private let outputRate: Double
    private let streamRate: Double
    private let origin: Int64

    /// A feed for a sink at `outputRate` Hz whose cycles have at most `maximumFrames`. Where both ends
    /// share a clock, frames are not resampled but for a fixed ratio of rates. `shared` must outlive
    /// it.
    package init(
        shared: UnsafePointer<PlayoutShared>, outputRate: Int, periodFrames: Int,
        maximumFrames: Int, sharesClock: Bool
    ) {
        self.shared = shared
        self.outputRate = Double(outputRate)
        streamRate = Double(shared.pointee.sampleRate)
        origin = shared.pointee.origin
        isSteered = !sharesClock
        isDirect = sharesClock && outputRate == shared.pointee.sampleRate
        nominalRatio = streamRate / Double(outputRate)
        ratio = nominalRatio
        clock = CycleClock(position: 0, sampleRate: outputRate, periodFrames: periodFrames)
        renderer = PlayoutRenderer(
            channels: shared.pointee.ring.channels, streamRate: shared.pointee.sampleRate,
            outputRate: outputRate, maximumFrames: maximumFrames, isDirect: isDirect)
    }

    /// Stream frames ahead of a position that playing it needs.
    package var reach: Int { renderer.reach }

    /// Channels that a cycle fills.
    package var channels: Int { @_noLocks @_noAllocation get { shared.pointee.ring.channels } }

    /// Fills one cycle of `outputs`, one buffer for each of the ring's channels. `counter` is
    /// `jack_last_frame_time`, `stamp` the cycle's instant in ns. JACK thread.
    @_noLocks @_noAllocation
    package mutating func cycle(
        outputs: UnsafePointer<UnsafeMutablePointer<Float>>, frames: Int, counter: UInt32,
        stamp: Int64
    ) {
        let skipped = clock.begin(frames: frames, counter: counter, stamp: stamp)
        if let words = shared.pointee.link.load() { link = LineSnapshot(words) }
        if skipped != 0, isPlaying {
            let before = position
            advance(by: skipped)
            renderer.jump(shared.pointee.ring, from: before, to: position)
        }
        let now = clock.time(at: clock.position)
        if shared.pointee.isEnding.load(ordering: .acquiring) {
            return end(outputs, frames)
        }
        if isPlaying { keepTrack(now, frames) } else { startIfReady(now) }
        let missing = renderer.render(
            shared.pointee.ring, position: position, fraction: fraction, ratio: ratio,
            outputs: outputs, frames: frames)
        var channel = 0
        while channel < channels {
            shared.pointee.meter.observe(channel, outputs[channel], frames: frames)
            channel &+= 1
        }
        if isPlaying {
            if missing > 0 { shared.pointee.missedFrames.add(missing) }
            publish(now, frames)
            advance(by: Int64(frames))
        }
    }

    /// Fades what is playing out, and is silent afterwards.
    @_noLocks @_noAllocation
    private mutating func end(
        _ outputs: UnsafePointer<UnsafeMutablePointer<Float>>, _ frames: Int
    ) {
        if isPlaying, endedFrames == 0 {
            // Where the ring has nothing: the tail alone sounds.
            let away = shared.pointee.ring.end &+ (1 << 40)
            renderer.jump(shared.pointee.ring, from: position, to: away)
            position = away
        }
        _ = renderer.render(
            shared.pointee.ring, position: position, fraction: fraction, ratio: ratio,
            outputs: outputs, frames: frames)
        advance(by: Int64(frames))
        endedFrames &+= frames
        let isOver = !isPlaying || Double(endedFrames) * ratio > Double(renderer.tailFrames)
        if isOver { shared.pointee.hasEnded.store(true, ordering: .releasing) }
    }

    /// JACK reported an xrun.
    @_noLocks @_noAllocation
    package mutating func notifyXrun() { clock.notifyXrun() }

    /// Where the stream should be at `now`, in frames after `origin`.
    @_noLocks @_noAllocation
    private func target(_ now: Int64) -> Double {
        let delay = Double(shared.pointee.delay.load(ordering: .relaxed)) * 1e-9
        return (link.nominal(at: now) - delay) * streamRate
    }

    @_noLocks @_noAllocation
    private mutating func startIfReady(_ now: Int64) {
        guard link.buckets >= 2, clock.buckets >= 2,
            shared.pointee.mayPlay.load(ordering: .acquiring)
        else { return }
        isPlaying = true
        strayFrames = 0
        pace.start(sinkSlope: clock.slope, linkSlope: link.slope)
        let target = target(now)
        if !isDirect { fraction = target - Double(floorInt64(target)) }
        jump(to: target)
    }

    /// By whole frames: another fraction would shift what fades out, and that is a click.
    @_noLocks @_noAllocation
    private mutating func jump(to target: Double) {
        let whole = nearestInt64(target - fraction)
        renderer.jump(shared.pointee.ring, from: position, to: origin &+ whole)
        position = origin &+ whole
    }

    /// Compares the position with the line, and steers. A lasting error that steering would take too
    /// long to close, or, where nothing steers, one of more than a quarter of a period or 0.5 ms, is
    /// jumped over.
    @_noLocks @_noAllocation
    private mutating func keepTrack(_ now: Int64, _ frames: Int) {
        let target = target(now)
        let error = (target - Double(position &- origin) - fraction) / streamRate
        let told = min(max(error, -60), 60)
        shared.pointee.delayError.store(nearestInt64(-told * 1e9), ordering: .relaxed)
        let period = Double(frames) / outputRate
        if isSteered {
            pace.steer(
                error: error, sinkSlope: clock.slope, linkSlope: link.slope, period: period)
            ratio = nominalRatio * pace.velocity
        }
        let bound = isSteered ? 1e-3 : max(0.5e-3, 0.25 * period)
        guard error.magnitude > bound else {
            strayFrames = 0
            return
        }
        strayFrames &+= frames
        let patience = error.magnitude > 5e-3 ? 0.05 : 0.2
        guard Double(strayFrames) > patience * outputRate else { return }
        strayFrames = 0
        shared.pointee.resyncs.add()
        jump(to: target)
    }

    @_noLocks @_noAllocation
    private mutating func advance(by frames: Int64) {
        if isDirect {
            position &+= frames
            return
        }
        let target = fraction + Double(frames) * ratio
        let whole = floorInt64(target)
        position &+= whole
        fraction = target - Double(whole)
    }

    @_noLocks @_noAllocation
    private func publish(_ now: Int64, _ frames: Int) {
        let ahead = Int64(Double(frames) * ratio) &+ Int64(renderer.reach) &+ 1
        shared.pointee.playPoint.store(
            PlayPoint(
                position: position, time: now, reach: ahead,
                step: max(1, nearestInt64(Double(frames) * ratio)),
                stepTime: nearestInt64(Double(frames) * 1e9 / outputRate), isPlaying: true
            ).words)
        shared.pointee.ring.release(before: position &- Int64(renderer.reach))
    }
}
