import DSP
import Units

/// Where a JACK server's cycles lie in time: a free-running frame counter that counts what the
/// server skipped, and the line through the cycle stamps that maps it to the machine's clock
/// (docs/architecture.md, "Time"). JACK thread.
package struct CycleClock {
    /// Position of the first frame of the current cycle, lost and skipped frames counted in.
    package private(set) var position: Int64
    package let sampleRate: Int
    private let origin: Int64
    private var line: EnvelopeLine
    private var period: Int64 = 0
    private var counterOrigin: UInt32 = 0
    private var started = false
    private var disagreement: Int64 = 0
    private var disagreementCycles = 0

    /// A clock whose first cycle is at `position`.
    package init(position: Int64, sampleRate: Int, periodFrames: Int) {
        self.position = position
        self.sampleRate = sampleRate
        origin = position
        line = EnvelopeLine(.cycle(sampleRate: sampleRate, periodFrames: periodFrames))
    }

    /// Completed buckets of the line; a start needs two, a rate needs six.
    package var buckets: Int { @_noLocks @_noAllocation get { line.bucketCount } }

    /// Takes the next cycle: `frames` long, `counter` being `jack_last_frame_time` and `stamp` the
    /// callback's entry less `jack_frames_since_cycle_start`, in ns. Returns the frames lost or
    /// skipped since the cycle before, 0 on most days.
    @_noLocks @_noAllocation
    package mutating func begin(frames: Int, counter: UInt32, stamp: Int64) -> Int64 {
        var skipped: Int64 = 0
        if !started {
            started = true
            counterOrigin = counter &- UInt32(truncatingIfNeeded: position &- origin)
        } else {
            position &+= period
            skipped = countedSkip(counter)
            position &+= skipped
        }
        period = Int64(frames)
        // Late by what the counter is about to tell: no step besides.
        guard disagreementCycles == 0 else { return 0 }
        let step = line.observe(nominal: nominal(position), stamp: stamp)
        if step.isStep { skipped &+= take(step.seconds) }
        return skipped
    }

    /// The instant at which the frame at `position` is at the port, in ns.
    @_noLocks @_noAllocation
    package func time(at position: Int64) -> Int64 { line.stamp(at: nominal(position)) }

    /// JACK reported an xrun: a late cycle may now be a step at once.
    @_noLocks @_noAllocation
    package mutating func notifyXrun() { line.notifyXrun() }

    /// Slope of the line less one: −200 ppm for a card that is 200 ppm fast.
    package var slope: Double { @_noLocks @_noAllocation get { line.slope } }

    @_noLocks @_noAllocation
    private func nominal(_ position: Int64) -> Double {
        Double(position &- origin) / Double(sampleRate)
    }

    /// JACK's own counter knows the cycles that this client missed. It may run one cycle ahead for
    /// a moment when a late callback reads the next cycle's times: four in a row are believed.
    @_noLocks @_noAllocation
    private mutating func countedSkip(_ counter: UInt32) -> Int64 {
        let ours = UInt32(truncatingIfNeeded: position &- origin)
        let difference = Int64(Int32(truncatingIfNeeded: counter &- counterOrigin &- ours))
        if difference == 0 || difference != disagreement {
            disagreement = difference
            disagreementCycles = difference == 0 ? 0 : 1
            return 0
        }
        disagreementCycles &+= 1
        guard disagreementCycles >= 4 else { return 0 }
        disagreementCycles = 0
        guard difference > 0 else {
            counterOrigin = counter &- ours
            return 0
        }
        return difference
    }

    /// The server stood still and its frame counter hides it: the whole frames, with what steps before were
    /// off by, go into the position; what rounding leaves stays in the line.
    @_noLocks @_noAllocation
    private mutating func take(_ seconds: Double) -> Int64 {
        guard seconds > 0 else {
            line.takeStep(seconds)
            return 0
        }
        let lost = max(0, nearestInt64((seconds + line.residue) * Double(sampleRate)))
        line.takeRemainder(seconds - Double(lost) / Double(sampleRate))
        position &+= lost
        counterOrigin = counterOrigin &- UInt32(truncatingIfNeeded: lost)
        return lost
    }
}
