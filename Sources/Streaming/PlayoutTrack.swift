package import DSP
import Units

/// Which frame of a stream belongs to a cycle of its receiver, and how fast it goes on from there; it
/// knows nothing of samples. JACK thread.
///
/// The frame played at instant t is X(t) − delay, X being the sender's position as the link's line
/// tells it. The position then runs on by itself: at the ratio of the two nominal rates where both
/// ends share a clock, else at one that `PlayoutClock` steers. A change of the delay is followed as
/// `DelayFollower` says. When the position has left the line for good (a server stood still), one jump
/// brings it back.
package struct PlayoutTrack {
    /// What became of the position in a cycle.
    package enum Turn: Hashable, Sendable {
        /// It ran on, or there is none yet.
        case none
        /// It was put on the line for the first time.
        case started
        /// It had left the line for good, and was put back on it.
        case resynced
        /// The delay wants it so many frames further back, or to skip them where they are negative: `move`
        /// is to be called.
        case moves(by: Int)
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
    private var follower: DelayFollower
    private var strayTime = 0.0
    /// Stream frames per frame of the sink, of the nominal rates.
    private let nominalRatio: Double
    private let isSteered: Bool
    private let isDirect: Bool
    private let outputRate: Double
    private let streamRate: Double
    private let origin: Int64
    private let originTime: Double

    /// For a stream at `streamRate` Hz whose nominal time is counted from `origin`, and a sink at
    /// `outputRate` Hz. Where both ends share a clock, nothing steers; and where their rates are equal
    /// too, `fraction` stays 0.
    package init(
        origin: Int64, originTime: Double = 0, streamRate: Int, outputRate: Int, periodFrames: Int,
        sharesClock: Bool
    ) {
        self.origin = origin
        self.originTime = originTime
        self.streamRate = Double(streamRate)
        self.outputRate = Double(outputRate)
        isSteered = !sharesClock
        follower = DelayFollower(canStretch: !sharesClock)
        isDirect = sharesClock && outputRate == streamRate
        nominalRatio = Double(streamRate) / Double(outputRate)
        ratio = nominalRatio
        clock = CycleClock(position: 0, sampleRate: outputRate, periodFrames: periodFrames)
    }

    /// Goes on where `other` is now, the track of a stream before this one on the same sink: at the same
    /// instant of the sender, at the same speed.
    @_noLocks @_noAllocation
    package mutating func goOn(from other: PlayoutTrack) {
        clock = other.clock
        pace = other.pace
        follower.goOn(from: other.follower)
        isPlaying = other.isPlaying
        error = other.error
        strayTime = other.strayTime
        let offset = (other.originTime - originTime) * streamRate
        if streamRate == other.streamRate {
            position = other.position &- other.origin &+ origin &+ nearestInt64(offset)
            fraction = isDirect ? 0 : other.fraction
        } else {
            let elapsed =
                (Double(other.position &- other.origin) + other.fraction) / other.streamRate
            let place = elapsed * streamRate + offset
            position = origin &+ (isDirect ? nearestInt64(place) : floorInt64(place))
            fraction = isDirect ? 0 : place - Double(floorInt64(place))
        }
        if isSteered {
            ratio = nominalRatio * (pace.velocity + follower.slew)
        }
    }

    /// The delay that is played with, ns.
    package var heldDelay: Int64 {
        @_noLocks @_noAllocation get { nearestInt64(follower.held * 1e9) }
    }

    /// How much faster than its nominal rate the stream is played, as a part of it, but for what a change
    /// of the delay adds.
    package var deviation: Double {
        @_noLocks @_noAllocation get { isSteered ? pace.velocity - 1 : 0 }
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
    /// arrivals: `delay` ns behind it, which `isAutomatic` where it is found by itself. `mayStart` lets playing
    /// begin.
    @_noLocks @_noAllocation
    package mutating func follow(
        _ link: LineSnapshot, delay: Int64, isAutomatic: Bool = true, mayStart: Bool, frames: Int
    ) -> Turn {
        // A start needs two buckets; the rate that steering starts with, six.
        let needed = isSteered ? 6 : 2
        guard isPlaying || (mayStart && link.buckets >= needed && clock.buckets >= needed) else {
            return .none
        }
        let wanted = Double(delay) * 1e-9
        guard isPlaying else {
            follower.start(at: wanted)
            start(at: target(link), link)
            return .started
        }
        let period = Double(frames) / outputRate
        let rest = follower.follow(wanted, isAutomatic: isAutomatic, period: period)
        error = (target(link) - Double(position &- origin) - fraction) / streamRate
        if isSteered {
            pace.steer(
                error: error, sinkSlope: clock.slope, linkSlope: link.slope, period: period)
            ratio = nominalRatio * (pace.velocity + follower.slew)
        }
        let move = Int(nearestInt64(rest * streamRate))
        if move != 0 { return .moves(by: move) }
        guard hasStrayed(period, link.spread) else { return .none }
        jump(to: target(link))
        pace.jumped()
        return .resynced
    }

    /// By how much a move may make the delay longer than it should be, s.
    @_noLocks @_noAllocation
    package func latitude(isAutomatic: Bool) -> Double {
        follower.latitude(isAutomatic: isAutomatic)
    }

    /// Goes back by `frames`, or skips so many where they are negative: the delay is longer by them.
    @_noLocks @_noAllocation
    package mutating func move(by frames: Int) {
        position &-= Int64(frames)
        follower.moved(by: Double(frames) / streamRate)
    }

    /// Where the position of this cycle should be, in frames after `origin`.
    @_noLocks @_noAllocation
    private func target(_ link: LineSnapshot) -> Double {
        (link.nominal(at: now) - originTime - follower.held) * streamRate
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
        strayTime = 0
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
    /// for one of more than a quarter of a period or 0.5 ms. A line that is uncertain by its `spread` asks for
    /// no jump within that.
    @_noLocks @_noAllocation
    private mutating func hasStrayed(_ period: Double, _ spread: Double) -> Bool {
        let bound = (isSteered ? 1e-3 : max(0.5e-3, 0.25 * period)) + 2 * spread
        guard error.magnitude > bound else {
            strayTime = 0
            return false
        }
        strayTime += period
        guard strayTime > (error.magnitude > 5e-3 ? 0.05 : 0.2) else { return false }
        strayTime = 0
        return true
    }
}
