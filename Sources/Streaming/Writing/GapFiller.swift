import DSP
import RealTime

/// Makes up what is missing in a ring of PCM, channel by channel: from both sides where enough of what
/// follows is known, else from the sound before, fading out as the gap lasts; and leads back into the
/// true sound. The media thread's; nothing allocates after init.
struct GapFiller: ~Copyable {
    /// Made-up sound stays as it is for 5.3 ms, is down to 0.4 at 25 ms and to nothing at 60 ms; what
    /// returns from silence rises for 5 ms.
    private static let holdSeconds = 0.0053
    private static let kneeSeconds = 0.025
    private static let kneeGain = 0.4
    private static let silentSeconds = 0.060
    private static let riseSeconds = 0.005

    private let channels: Int
    private let plan: ConcealmentPlan
    private var concealer: Concealer
    private let join: Fade
    private let riseFade: Fade
    private let past: UnsafeMutablePointer<Float>
    private let future: UnsafeMutablePointer<Float>
    private let output: UnsafeMutablePointer<Float>
    /// What each channel would have gone on with, `plan.fade` frames of it.
    private let overhang: UnsafeMutablePointer<Float>
    /// Where the extrapolation of each channel is.
    private let states: UnsafeMutablePointer<Double>
    private let hold: Double
    private let knee: Double
    private let silent: Double
    /// Frames that have been led back into the true sound; all of the fade's where there is nothing to
    /// lead back from.
    private var led: Int
    /// Frames that have risen from silence; all of them where there was none.
    private var risen: Int

    /// Frames made up at a time where it is not known yet how long a gap will be.
    let packetFrames: Int

    init(channels: Int, sampleRate: Int, packetFrames: Int, budget: Int64) {
        self.channels = channels
        self.packetFrames = packetFrames
        plan = ConcealmentPlan(
            channels: channels, sampleRate: sampleRate, gap: packetFrames, budget: budget)
        concealer = Concealer(
            order: plan.order, history: plan.history, hasShort: plan.hasShort,
            longestGap: max(plan.longestGap, 256), longestFuture: plan.longestFuture)
        let rate = Double(sampleRate)
        join = Fade(frames: plan.fade)
        riseFade = Fade(frames: max(1, Int(Self.riseSeconds * rate)))
        risen = riseFade.frames
        led = plan.fade
        hold = Self.holdSeconds * rate
        knee = Self.kneeSeconds * rate
        silent = Self.silentSeconds * rate
        let longestOutput = max(packetFrames, Int(silent)) + plan.fade
        past = .allocate(capacity: plan.history)
        past.initialize(repeating: 0, count: plan.history)
        future = .allocate(capacity: max(plan.longestFuture, 1))
        future.initialize(repeating: 0, count: max(plan.longestFuture, 1))
        output = .allocate(capacity: longestOutput)
        output.initialize(repeating: 0, count: longestOutput)
        overhang = .allocate(capacity: channels * plan.fade)
        overhang.initialize(repeating: 0, count: channels * plan.fade)
        states = .allocate(capacity: channels * concealer.stateCount)
        states.initialize(repeating: 0, count: channels * concealer.stateCount)
    }

    deinit {
        past.deallocate()
        future.deallocate()
        output.deallocate()
        overhang.deallocate()
        states.deallocate()
    }

    /// What making up `gap` frames takes, ns.
    func cost(ofGap gap: Int) -> Int64 { plan.cost(ofGap: gap) }
    /// The crossfade between true and made-up frames.
    var fadeFrames: Int { plan.fade }
    /// Frames known after a gap that help to fill it.
    var usefulFuture: Int { plan.longestFuture }
    /// A gap that has lasted so many frames is silent.
    var silentAfter: Int64 { Int64(silent) }

    /// Fills `ring` from `start` up to `end`; the gap began `age` frames before, and `known` frames after
    /// it are in the ring.
    mutating func bridge(
        _ ring: borrowing SampleRing, from start: Int64, to end: Int64, age: Int, known: Int
    ) {
        let frames = Int(end - start)
        // With less of a future than a gap of this kind needs, one side alone does better.
        let isEnclosed = age + frames <= plan.longestGap && known >= min(plan.longestFuture, 128)
        guard isEnclosed else {
            return extrapolate(ring, from: start, frames: frames, age: age)
        }
        settle()
        let after = min(known, plan.longestFuture)
        for channel in 0..<channels {
            readPast(ring, channel, before: start)
            ring.read(into: future, channel: channel, at: end, frames: after)
            concealer.interpolate(
                past, future: future, known: after, into: output, frames: frames)
            ring.write(output, channel: channel, at: start, frames: frames)
        }
    }

    /// Fills `frames` frames of `ring` from `start` on, of a gap that began `age` frames before.
    mutating func extrapolate(
        _ ring: borrowing SampleRing, from start: Int64, frames: Int, age: Int
    ) {
        led = 0
        let sounding = min(frames, max(0, Int(silent) - age))
        for channel in 0..<channels {
            let rest = overhang + channel * plan.fade
            if sounding > 0 {
                makeUp(ring, channel, from: start, frames: sounding, age: age, rest: rest)
            } else {
                rest.update(repeating: 0, count: plan.fade)
            }
            if sounding < frames {
                ring.clear(
                    channel: channel, at: start + Int64(sounding), frames: frames - sounding)
            }
        }
        if age + frames >= Int(silent) { risen = 0 }
    }

    /// Puts `frames` frames of a channel into the ring, and what would follow into `rest`.
    private mutating func makeUp(
        _ ring: borrowing SampleRing, _ channel: Int, from start: Int64, frames: Int, age: Int,
        rest: UnsafeMutablePointer<Float>
    ) {
        let state = states + channel * concealer.stateCount
        if age == 0 {
            readPast(ring, channel, before: start)
            concealer.extrapolate(past, into: output, frames: frames)
        } else {
            concealer.restore(from: state)
            concealer.goOn(into: output, frames: frames)
        }
        concealer.save(into: state)
        concealer.goOn(into: output + frames, frames: plan.fade)
        fall(age, frames + plan.fade)
        ring.write(output, channel: channel, at: start, frames: frames)
        rest.update(from: output + frames, count: plan.fade)
    }

    /// Takes the frames before `start`, as many as the ring holds, behind silence.
    private func readPast(_ ring: borrowing SampleRing, _ channel: Int, before start: Int64) {
        let held = min(plan.history, ring.capacity)
        past.update(repeating: 0, count: plan.history - held)
        ring.read(
            into: past + (plan.history - held), channel: channel, at: start - Int64(held),
            frames: held)
    }

    /// The ring was silenced before what follows.
    mutating func silence() {
        settle()
        risen = 0
    }

    /// What was made up last needs no leading back.
    mutating func settle() { led = plan.fade }

    /// Leads from what was made up into the `frames` true ones at `samples`, which follow on it. False where
    /// they stay as they are.
    mutating func lead(
        into samples: UnsafeMutablePointer<Float>, stride: Int, frames: Int
    ) -> Bool {
        guard led < plan.fade else { return false }
        // After silence the sound rises instead.
        guard risen > 0 else {
            settle()
            return true
        }
        let count = min(frames, plan.fade - led)
        for channel in 0..<channels {
            let line = samples + channel * stride
            join.crossfade(
                from: overhang + (channel * plan.fade + led), to: line, into: line, count: count,
                from: led)
        }
        led += count
        return true
    }

    /// Lets the `frames` frames at `samples` rise where there was silence before.
    mutating func rise(_ samples: UnsafeMutablePointer<Float>, stride: Int, frames: Int) {
        guard risen < riseFade.frames else { return }
        for channel in 0..<channels {
            riseFade.fadeIn(samples + channel * stride, count: frames, from: risen)
        }
        risen += frames
    }

    /// Leads from the made-up frames in `ring`, `madeUp` of them from `position` on, and what would have
    /// followed on them, into the true ones at `samples` that take their place, `fadeFrames` or more.
    func meet(
        _ ring: borrowing SampleRing, at position: Int64, madeUp: Int,
        _ samples: UnsafeMutablePointer<Float>, stride: Int
    ) {
        let count = plan.fade
        let held = min(count, madeUp)
        for channel in 0..<channels {
            let line = samples + channel * stride
            ring.read(into: output, channel: channel, at: position, frames: held)
            (output + held).update(from: overhang + channel * plan.fade, count: count - held)
            join.crossfade(from: output, to: line, into: line, count: count, from: 0)
        }
    }

    /// Lowers `count` frames of the output that lie `age` frames in a gap.
    private func fall(_ age: Int, _ count: Int) {
        for frame in 0..<count {
            let place = Double(age + frame)
            guard place > hold else { continue }
            let gain =
                place < knee
                ? 1 - (1 - Self.kneeGain) * (place - hold) / (knee - hold)
                : Self.kneeGain * max(0, 1 - (place - knee) / (silent - knee))
            output[frame] *= Float(gain)
        }
    }
}
