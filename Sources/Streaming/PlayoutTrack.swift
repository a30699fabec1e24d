package import DSP
import Units

/// Which frame of a stream belongs to a cycle of its receiver, and how fast it goes on from there; it
/// knows nothing of samples. JACK thread.
///
/// The frame played at instant t is X(t) − delay, X being the sender's position as the link's line
/// tells it. The position then runs on by itself: at the ratio of the two nominal rates where both
/// ends share a clock, else at one that `PlayoutClock` steers. When it has left the line for good (a
/// server stood still, the delay was changed), one jump brings it back.
package struct PlayoutTrack {
    /// What became of the position in a cycle.
    package enum Turn: Sendable {
        /// It ran on, or there is none yet.
        case none
        /// It was put on the line for the first time.
        case started
        /// It had left the line for good, and was put back on it.
        case resynced
    }

    /// The frame at the beginning of the cycle is `position` + `fraction`.
    package private(set) var position: Int64 = 0
    package private(set) var fraction = 0.0
    /// Stream frames per frame of the sink in this cycle.
    package private(set) var ratio: Double
    /// Frames of the stream are being played.
    package private(set) var isPlaying = false
    /// How far the position lags behind where it should be, s, as of this cycle.
    package private(set) var error = 0.0
    private var clock: CycleClock
    private var pace = PlayoutClock()
    private var strayFrames = 0
    /// Stream frames per frame of the sink, of the nominal rates.
    private let nominalRatio: Double
    private let isSteered: Bool
    private let isDirect: Bool
    private let outputRate: Double
    private let streamRate: Double
    private let origin: Int64

    /// For a stream at `streamRate` Hz whose nominal time is counted from `origin`, and a sink at
    /// `outputRate` Hz. Where both ends share a clock, nothing steers; and where their rates are equal
    /// too, `fraction` stays 0.
    package init(
        origin: Int64, streamRate: Int, outputRate: Int, periodFrames: Int, sharesClock: Bool
    ) {
        self.origin = origin
        self.streamRate = Double(streamRate)
        self.outputRate = Double(outputRate)
        isSteered = !sharesClock
        isDirect = sharesClock && outputRate == streamRate
        nominalRatio = Double(streamRate) / Double(outputRate)
        ratio = nominalRatio
        clock = CycleClock(position: 0, sampleRate: outputRate, periodFrames: periodFrames)
    }

    /// When the cycle begins by the line through the cycles, ns.
    package var now: Int64 { @_noLocks @_noAllocation get { clock.time(at: clock.position) } }

    /// Begins a cycle of `frames`, `counter` being `jack_last_frame_time` and `stamp` the cycle's
    /// instant in ns. True where a stream that plays has skipped what the server lost.
    @_noLocks @_noAllocation
    package mutating func begin(frames: Int, counter: UInt32, stamp: Int64) -> Bool {
        let skipped = clock.begin(frames: frames, counter: counter, stamp: stamp)
        guard skipped != 0, isPlaying else { return false }
        advance(by: skipped)
        return true
    }

    /// Puts the position of this cycle of `frames` where it belongs by `link`, the line through the
    /// arrivals: `delay` ns behind it. `mayStart` lets playing begin.
    @_noLocks @_noAllocation
    package mutating func follow(
        _ link: LineSnapshot, delay: Int64, mayStart: Bool, frames: Int
    ) -> Turn {
        // A start needs two buckets; the rate that steering starts with, eight.
        let needed = isSteered ? 8 : 2
        guard isPlaying || (mayStart && link.buckets >= needed && clock.buckets >= needed) else {
            return .none
        }
        // In frames after `origin`.
        let target = (link.nominal(at: now) - Double(delay) * 1e-9) * streamRate
        guard isPlaying else {
            start(at: target, link)
            return .started
        }
        error = (target - Double(position &- origin) - fraction) / streamRate
        let period = Double(frames) / outputRate
        if isSteered {
            pace.steer(
                error: error, sinkSlope: clock.slope, linkSlope: link.slope, period: period)
            ratio = nominalRatio * pace.velocity
        }
        guard hasStrayed(frames, period) else { return .none }
        jump(to: target)
        return .resynced
    }

    /// Goes on by `frames` of the sink.
    @_noLocks @_noAllocation
    package mutating func advance(by frames: Int64) {
        if isDirect {
            position &+= frames
            return
        }
        let target = fraction + Double(frames) * ratio
        let whole = floorInt64(target)
        position &+= whole
        fraction = target - Double(whole)
    }

    /// Goes on at `position`, whatever the line says.
    @_noLocks @_noAllocation
    package mutating func leave(for position: Int64) { self.position = position }

    /// JACK reported an xrun.
    @_noLocks @_noAllocation
    package mutating func notifyXrun() { clock.notifyXrun() }

    @_noLocks @_noAllocation
    private mutating func start(at target: Double, _ link: LineSnapshot) {
        isPlaying = true
        strayFrames = 0
        pace.start(sinkSlope: clock.slope, linkSlope: link.slope)
        if !isDirect { fraction = target - Double(floorInt64(target)) }
        jump(to: target)
    }

    /// By whole frames: another fraction would shift what fades out, and that is a click.
    @_noLocks @_noAllocation
    private mutating func jump(to target: Double) {
        position = origin &+ nearestInt64(target - fraction)
    }

    /// True for a lasting error that steering would take too long to close; or, where nothing steers,
    /// for one of more than a quarter of a period or 0.5 ms.
    @_noLocks @_noAllocation
    private mutating func hasStrayed(_ frames: Int, _ period: Double) -> Bool {
        let bound = isSteered ? 1e-3 : max(0.5e-3, 0.25 * period)
        guard error.magnitude > bound else {
            strayFrames = 0
            return false
        }
        strayFrames &+= frames
        let patience = error.magnitude > 5e-3 ? 0.05 : 0.2
        guard Double(strayFrames) > patience * outputRate else { return false }
        strayFrames = 0
        return true
    }
}
