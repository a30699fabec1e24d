import DSP
import RealTime
import Synchronization
import Units

/// What a receiver's process callback runs: `PlayoutTrack` decides which frame of the stream belongs
/// to the cycle, `PlayoutRenderer` makes it sound, and its jumps with a fade. A stream that takes over from
/// another one plays that one until it can, and then fades from it to itself. The JACK thread's; `init`
/// and `deinit` run elsewhere.
package struct PlayoutFeed: ~Copyable {
    private let shared: UnsafePointer<PlayoutShared>
    private var track: PlayoutTrack
    private var renderer: PlayoutRenderer
    private var link = LineSnapshot.none
    private var endedFrames = 0
    private var hasXrun = false
    private let outputRate: Double
    private let splice: SpliceSearch
    private var takeover: Takeover

    /// A feed for a sink at `outputRate` Hz whose cycles have at most `maximumFrames`. Where both ends
    /// share a clock, frames are not resampled but for a fixed ratio of rates. `shared` must outlive
    /// it, and so must `predecessor`, the feed of a stream with as many channels on the same sink, until
    /// `shared` says that it has been taken over from.
    package init(
        shared: UnsafePointer<PlayoutShared>, outputRate: Int, periodFrames: Int,
        maximumFrames: Int, sharesClock: Bool,
        takingOverFrom predecessor: UnsafeMutablePointer<PlayoutFeed>? = nil
    ) {
        self.shared = shared
        self.outputRate = Double(outputRate)
        let streamRate = shared.pointee.sampleRate
        splice = SpliceSearch(sampleRate: streamRate)
        takeover = Takeover(
            from: predecessor, channels: shared.pointee.ring.channels, outputRate: outputRate,
            maximumFrames: maximumFrames)
        track = PlayoutTrack(
            origin: shared.pointee.origin, originTime: shared.pointee.originTime,
            streamRate: streamRate, outputRate: outputRate, periodFrames: periodFrames,
            sharesClock: sharesClock)
        renderer = PlayoutRenderer(
            channels: shared.pointee.ring.channels, streamRate: streamRate,
            outputRate: outputRate, maximumFrames: maximumFrames,
            isDirect: sharesClock && outputRate == streamRate)
    }

    /// Frames of the stream are being played.
    package var isPlaying: Bool { @_noLocks @_noAllocation get { track.isPlaying } }

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
        guard let old = takeover.predecessor else {
            return play(outputs, frames, counter, stamp)
        }
        if !takeover.hasBegun, canTakeOver(from: old, frames) { takeOver(from: old) }
        old.pointee.cycle(outputs: outputs, frames: frames, counter: counter, stamp: stamp)
        guard takeover.hasBegun else { return }
        play(UnsafePointer(takeover.outputs), frames, counter, stamp)
        if takeover.mix(into: outputs, frames: frames) {
            shared.pointee.handover.store(Handover.done, ordering: .releasing)
        }
    }

    /// Enough of the stream has come to go on with it where `old` is.
    @_noLocks @_noAllocation
    private mutating func canTakeOver(
        from old: UnsafeMutablePointer<PlayoutFeed>, _ frames: Int
    ) -> Bool {
        let begin = shared.pointee.begin.load(ordering: .relaxed)
        guard shared.pointee.mayPlay.load(ordering: .acquiring), begin != .max else { return false }
        guard old.pointee.isPlaying else { return true }
        track.goOn(from: old.pointee.track)
        let preroll = Int64(Takeover.preroll * Double(shared.pointee.sampleRate))
        let reach = Int64(renderer.reach)
        let span = Int64(Double(frames) * track.ratio) &+ 2
        return track.position &- reach >= begin &+ preroll
            && track.position &+ span &+ reach <= shared.pointee.ring.end
    }

    @_noLocks @_noAllocation
    private mutating func takeOver(from old: UnsafeMutablePointer<PlayoutFeed>) {
        let isAgreed = shared.pointee.handover.compareExchange(
            expected: Handover.waiting, desired: Handover.begun,
            ordering: .acquiringAndReleasing
        ).exchanged
        guard isAgreed else { return }
        takeover.begin()
        track.goOn(from: old.pointee.track)
        noteStart()
        if old.pointee.isPlaying { renderer.goOn() }
    }

    /// Playing begins at the track's position.
    @_noLocks @_noAllocation
    private func noteStart() {
        shared.pointee.heardFrom.store(
            track.position &- Int64(renderer.reach), ordering: .relaxed)
    }

    /// Fills one cycle with this stream alone.
    @_noLocks @_noAllocation
    private mutating func play(
        _ outputs: UnsafePointer<UnsafeMutablePointer<Float>>, _ frames: Int, _ counter: UInt32,
        _ stamp: Int64
    ) {
        if hasXrun { shared.pointee.xrunTime.store(stamp, ordering: .relaxed) }
        hasXrun = false
        let before = track.position
        if track.begin(frames: frames, counter: counter, stamp: stamp) {
            renderer.jump(shared.pointee.ring, from: before, to: track.position)
        }
        if let words = shared.pointee.link.load() { link = LineSnapshot(words) }
        if shared.pointee.isEnding.load(ordering: .acquiring) {
            return end(outputs, frames)
        }
        follow(frames)
        let missing = render(outputs, frames)
        var channel = 0
        while channel < channels {
            shared.pointee.meter.observe(channel, outputs[channel], frames: frames)
            channel &+= 1
        }
        if isPlaying {
            if missing > 0 { shared.pointee.missedFrames.add(missing) }
            publish(frames)
            track.advance(by: Int64(frames))
        }
    }

    @_noLocks @_noAllocation
    private mutating func follow(_ frames: Int) {
        let before = track.position
        let isAutomatic = shared.pointee.isAutomatic.load(ordering: .relaxed)
        let turn = track.follow(
            link, delay: shared.pointee.delay.load(ordering: .relaxed), isAutomatic: isAutomatic,
            mayStart: shared.pointee.mayPlay.load(ordering: .acquiring), frames: frames)
        switch turn {
        case .none: break
        case .started:
            noteStart()
            renderer.jump(shared.pointee.ring, from: before, to: track.position)
        case .resynced:
            renderer.jump(shared.pointee.ring, from: before, to: track.position)
            shared.pointee.resyncs.add()
        // One fade at a time.
        case .moves where renderer.isFading(at: before): break
        // A longer latency that was asked for waits for the sound that it goes back to.
        case .moves(let frames) where !isAutomatic && !holds(before &- Int64(frames)): break
        case .moves(let frames):
            let isLong = !isAutomatic || renderer.hasLongTail(shared.pointee.ring, from: before)
            let seam = before &+ Int64(renderer.seam(isLong: isLong))
            let latitude = track.latitude(isAutomatic: isAutomatic)
            let width = Int(latitude * Double(shared.pointee.sampleRate))
            let move = splice.find(shared.pointee.ring, seam: seam, by: frames, width: width)
            track.move(by: move)
            renderer.jump(
                shared.pointee.ring, from: before, to: track.position, isLong: isLong)
            shared.pointee.splices.add()
        }
        guard isPlaying else { return }
        let told = min(max(track.error, -60), 60)
        shared.pointee.delayError.store(nearestInt64(-told * 1e9), ordering: .relaxed)
        shared.pointee.heldDelay.store(track.heldDelay, ordering: .relaxed)
        shared.pointee.deviation.store(nearestInt64(track.deviation * 1e12), ordering: .relaxed)
    }

    /// The stream has frames from a little before `position` on.
    @_noLocks @_noAllocation
    private func holds(_ position: Int64) -> Bool {
        let first = position &- Int64(renderer.reach) &- Int64(shared.pointee.sampleRate / 50)
        let oldest = shared.pointee.ring.end &- Int64(shared.pointee.ring.capacity)
        return first >= max(shared.pointee.begin.load(ordering: .relaxed), oldest)
    }

    /// Returns the frames that were missing.
    @_noLocks @_noAllocation
    private mutating func render(
        _ outputs: UnsafePointer<UnsafeMutablePointer<Float>>, _ frames: Int
    ) -> Int {
        renderer.render(
            shared.pointee.ring, position: track.position, fraction: track.fraction,
            ratio: track.ratio, outputs: outputs, frames: frames)
    }

    /// Fades what is playing out, and is silent afterwards.
    @_noLocks @_noAllocation
    private mutating func end(
        _ outputs: UnsafePointer<UnsafeMutablePointer<Float>>, _ frames: Int
    ) {
        if isPlaying, endedFrames == 0 {
            // Where the ring has nothing: the tail alone sounds.
            let away = shared.pointee.ring.end &+ (1 << 40)
            renderer.jump(shared.pointee.ring, from: track.position, to: away)
            track.leave(for: away)
        }
        _ = render(outputs, frames)
        track.advance(by: Int64(frames))
        endedFrames &+= frames
        let isOver =
            !isPlaying || Double(endedFrames) * track.ratio > Double(renderer.tailFrames)
        if isOver { shared.pointee.hasEnded.store(true, ordering: .releasing) }
    }

    /// JACK reported an xrun.
    @_noLocks @_noAllocation
    package mutating func notifyXrun() {
        hasXrun = true
        track.notifyXrun()
        takeover.predecessor?.pointee.notifyXrun()
    }

    @_noLocks @_noAllocation
    private func publish(_ frames: Int) {
        let step = Double(frames) * track.ratio
        shared.pointee.playPoint.store(
            PlayPoint(
                position: track.position, time: track.now,
                reach: nearestInt64(step) &+ Int64(renderer.reach == 0 ? 0 : renderer.reach &+ 1),
                step: max(1, nearestInt64(step)),
                stepTime: nearestInt64(Double(frames) * 1e9 / outputRate), isPlaying: true
            ).words)
        shared.pointee.ring.release(before: track.position &- Int64(renderer.reach))
    }
}
