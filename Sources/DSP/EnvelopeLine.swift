import Units

/// The lower envelope of a row of time stamps, followed as a straight line.
///
/// Each stamp says when something with nominal time x happened, and is late by an unknown amount
/// that is never negative: a scheduler, a queue. So the line runs below the stamps, along those that
/// were delayed least; delay, loss and reordering do not move it. A step of the envelope (a server
/// that stood still, a new route) is told apart from a new rate and handed to the owner.
///
/// 64 minima of equal stretches of time ("buckets", which double until they are 64 times as long)
/// are kept; `EnvelopeLine+Fit` puts the line below them. About 1.3 kB, no allocation, one thread.
package struct EnvelopeLine {
    /// What an observation found.
    package struct Step: Sendable {
        /// The envelope has moved for good; the owner answers with `takeStep`.
        package var isStep: Bool
        /// By how much, in seconds; positive is later.
        package var seconds: Double

        @usableFromInline static var none: Step {
            @_noLocks @_noAllocation get { Step(isStep: false, seconds: 0) }
        }
    }

    let parameters: EnvelopeParameters
    var xs = InlineArray<64, Double>(repeating: 0)
    var ys = InlineArray<64, Double>(repeating: 0)
    var hull = InlineArray<64, Int>(repeating: 0)

    /// Buckets held, 0 … 64.
    package internal(set) var bucketCount = 0
    /// Length of a bucket, s.
    package internal(set) var bucketLength: Double
    /// Slope of the line less one (`-2e-4` for a clock that is 200 ppm fast).
    package internal(set) var slope = 0.0
    var centre = 0.0
    var value = 0.0
    /// Sum of the steps taken, s.
    package internal(set) var base = 0.0
    /// What steps left, and were found to be off by, as far as the owner does not see it yet, s. One who
    /// takes the next step together with this has nothing left.
    package private(set) var residue = 0.0
    /// Mean height of the minima above the line, s.
    package internal(set) var spread = 0.0
    /// Changes whenever the line does; 0 is "no line yet".
    package internal(set) var generation = 0

    private var anchor: Int64
    private var hasAnchor: Bool
    private var hasStarted = false
    private var first = 0.0
    private var start = 0.0
    private var hasMinimum = false
    private var minimumX = 0.0
    private var minimumY = 0.0
    private var bucketSpread = 0.0
    private var lateBuckets = 0
    private var lateBucketsLeast = 0.0
    private var isProbing = false
    private var probeStart = 0.0
    private var probeHasMinimum = false
    private var probeMinimum = 0.0
    private var probeSecond = 0.0
    private var probeSpread = 0.0
    private var calmSpread = 0.0
    private var suspicion = 0
    private var suspectedSince = 0.0
    private var suspectedLeast = 0.0
    private var newest = 0.0
    private var settlesAt = -1.0
    private var settling = SettlingMinima()
    private var xrunUntil = -1.0

    /// A line without observations. `anchor` (ns) is what stamps are counted from; the first stamp
    /// otherwise.
    package init(_ parameters: EnvelopeParameters, anchor: Int64? = nil) {
        self.parameters = parameters
        self.anchor = anchor ?? 0
        hasAnchor = anchor != nil
        bucketLength = parameters.bucket
    }

    /// Takes one stamp (ns) of nominal time `x` (s). Stamps may come in any order.
    @_noLocks @_noAllocation
    package mutating func observe(nominal x: Double, stamp: Int64) -> Step {
        if !hasStarted { begin(x, stamp) }
        guard x >= start else { return .none }
        residue -= residue * min(1, max(0, x - newest) / Self.residueTime)
        newest = max(newest, x)
        let y = Double(stamp &- anchor) * 1e-9 - x - base
        var step = Step.none
        if settlesAt > 0 {
            step = settle(x, y)
        } else {
            step = learn(x, y)
        }
        if bucketCount >= parameters.probeFrom { isProbing = true }
        if isProbing, !step.isStep { step = probe(x, y) }
        return step
    }

    /// Accepts a step of `seconds`: what comes is judged against the line moved by it. The rate
    /// and all that was learnt stay. A line that settles finds out in the next second by how much the
    /// step was off, takes that for its own, and lets the owner see it little by little.
    @_noLocks @_noAllocation
    package mutating func takeStep(_ seconds: Double) {
        base += seconds
        hasMinimum = false
        lateBuckets = 0
        suspicion = 0
        if parameters.settling > 0 {
            settlesAt = newest + min(parameters.settling, max(0.2, (newest - first) / 2))
            settling = SettlingMinima()
        }
        dropMinima(beyond: seconds)
        restartProbe(at: newest)
        generation &+= 1
    }

    /// Accepts a step of which the owner has taken all but `seconds`, likewise: it sees the rest little by
    /// little.
    @_noLocks @_noAllocation
    package mutating func takeRemainder(_ seconds: Double) {
        takeStep(seconds)
        residue += seconds
    }

    /// A step is likely: the probe starts again, and is believed sooner for half a second. One that has
    /// seen nothing but what is later than the line goes on: where xruns come faster than probes end, none
    /// would ever.
    @_noLocks @_noAllocation
    package mutating func notifyXrun() {
        xrunUntil = newest + 0.5
        guard !probeHasMinimum || !isLate(probed) else { return }
        restartProbe(at: newest)
    }

    /// Where hardly any stamp comes near the line, all of a second may lie above it by chance.
    @_noLocks @_noAllocation
    private func isLate(_ height: Double) -> Bool {
        let threshold =
            newest < xrunUntil ? parameters.thresholdAfterXrun : parameters.threshold
        return height > threshold + 4 * probeSpread + 2 * calmSpread
    }

    /// The line at nominal time `x`, as a stamp in ns. Before there is a line: the lowest stamp yet.
    @_noLocks @_noAllocation
    package func stamp(at x: Double) -> Int64 {
        anchor &+ nearestInt64((x + height(at: x) + base - residue) * 1e9)
    }

    /// The line as a value that another thread can carry.
    package var snapshot: LineSnapshot {
        @_noLocks @_noAllocation get {
            LineSnapshot(
                anchor: anchor, slope: slope, centre: centre, value: value + base - residue,
                spread: calmSpread, buckets: Int32(bucketCount))
        }
    }

    /// Height of the line above nominal time, steps apart, s.
    @_noLocks @_noAllocation
    package func height(at x: Double) -> Double {
        if bucketCount == 0 { return hasMinimum ? minimumY : 0 }
        return value + slope * (x - centre)
    }

    private var isMature: Bool {
        @_noLocks @_noAllocation get { newest - first > 4 }
    }

    @_noLocks @_noAllocation
    private mutating func begin(_ x: Double, _ stamp: Int64) {
        hasStarted = true
        if !hasAnchor { anchor = stamp &- nearestInt64(x * 1e9) }
        first = x
        start = x
        newest = x
        probeStart = x
    }

    /// What a step was off by is let through with this time constant, s: 60 µs at 0.5 ppm.
    private static var residueTime: Double { @_noLocks @_noAllocation get { 120 } }

    /// Nothing is learnt in the second after a step, of which the size is known by a few stamps of an
    /// unquiet machine only: the line would tilt by what it is off.
    @_noLocks @_noAllocation
    private mutating func settle(_ x: Double, _ y: Double) -> Step {
        settling.observe(y - height(at: x), at: x, bucketLength)
        guard x >= settlesAt else { return .none }
        settlesAt = -1
        let off = settling.typical
        // More than a step is off by: the next one, of which no xrun told.
        if isLate(off) { return Step(isStep: true, seconds: off) }
        base += off
        residue += off
        start = x
        restartProbe(at: x)
        generation &+= 1
        return .none
    }

    @_noLocks @_noAllocation
    private mutating func learn(_ x: Double, _ y: Double) -> Step {
        var step = Step.none
        if x >= start + bucketLength { step = closeBucket(at: x) }
        if !hasMinimum || y - slope * x < minimumY - slope * minimumX {
            hasMinimum = true
            minimumX = x
            minimumY = y
        }
        return step
    }

    @_noLocks @_noAllocation
    private mutating func closeBucket(at x: Double) -> Step {
        var step = Step.none
        if hasMinimum {
            var keep = true
            if bucketCount >= 16 { keep = judgeBucket(&step) }
            if keep {
                appendMinimum()
                fit()
                // A step that is not taken yet is no uncertainty.
                if suspicion == 0, lateBuckets == 0 { calmSpread = uncertainty() }
                generation &+= 1
            }
        }
        start += bucketLength * Double(floorInt64((x - start) / bucketLength))
        hasMinimum = false
        return step
    }

    /// False for a bucket that does not belong to the line: earlier than it can be, or the third in
    /// a row that is later.
    @_noLocks @_noAllocation
    private mutating func judgeBucket(_ step: inout Step) -> Bool {
        let z = minimumY - height(at: minimumX)
        let tolerance = 3 * Self.thickness + 8 * bucketSpread
        if isMature, z < -tolerance { return false }
        if isMature, z > tolerance + 2 * calmSpread {
            lateBucketsLeast = lateBuckets == 0 ? z : min(lateBucketsLeast, z)
            lateBuckets &+= 1
            if lateBuckets >= 3, bucketLength > 0.3 {
                step = Step(isStep: true, seconds: lateBucketsLeast)
            }
        } else {
            lateBuckets = 0
            bucketSpread += (min(z.magnitude, tolerance) - bucketSpread) / 8
        }
        return true
    }

    @_noLocks @_noAllocation
    private mutating func appendMinimum() {
        dropLoneEarly()
        if bucketCount == 64 {
            if bucketLength * 2 <= parameters.longestBucket * 1.000_001 {
                mergeNeighbours()
            } else {
                dropOldest()
            }
        }
        xs[bucketCount] = minimumX
        ys[bucketCount] = minimumY
        bucketCount &+= 1
    }

    /// A server may begin a single cycle early, of which a line of the first seconds would make its floor for
    /// ever: a minimum goes that is earlier than both its neighbours by more than noise is. What comes from a
    /// network is never early. Later on `judgeBucket` sees to it.
    @_noLocks @_noAllocation
    private mutating func dropLoneEarly() {
        guard parameters.isOfCycles, !isMature, bucketCount >= 2 else { return }
        let last = bucketCount &- 1
        let bound = parameters.thresholdAfterXrun
        if min(minimumY, ys[last &- 1]) - ys[last] > bound {
            bucketCount = last
        } else if bucketCount == 2, min(minimumY, ys[1]) - ys[0] > bound {
            xs[0] = xs[1]
            ys[0] = ys[1]
            bucketCount = 1
        } else {
            return
        }
        // What the probe saw was later than a line that ran too low.
        suspicion = 0
        restartProbe(at: newest)
    }

    /// A step to later was not found at once: the newest minima are from after it, and were counted without
    /// it.
    @_noLocks @_noAllocation
    private mutating func dropMinima(beyond step: Double) {
        guard step > 0 else { return }
        while bucketCount > 2 {
            let newest = bucketCount &- 1
            guard ys[newest] - height(at: xs[newest]) > step / 2 else { return }
            bucketCount = newest
        }
    }

    @_noLocks @_noAllocation
    private mutating func probe(_ x: Double, _ y: Double) -> Step {
        var step = Step.none
        if x >= probeStart + parameters.probe {
            if probeHasMinimum { step = judgeProbe(endingAt: x) }
            restartProbe(at: x)
            if step.isStep { return step }
        }
        let z = y - height(at: x)
        if !probeHasMinimum {
            probeHasMinimum = true
            probeMinimum = z
            probeSecond = .infinity
        } else if z < probeMinimum {
            probeSecond = probeMinimum
            probeMinimum = z
        } else {
            probeSecond = min(probeSecond, z)
        }
        return step
    }

    /// What the probe has found: its least. After an xrun the second least, because a server may begin a
    /// single cycle early before it keeps its new time.
    private var probed: Double {
        @_noLocks @_noAllocation get {
            newest < xrunUntil && probeSecond < .infinity ? probeSecond : probeMinimum
        }
    }

    @_noLocks @_noAllocation
    private mutating func restartProbe(at x: Double) {
        probeStart = x
        probeHasMinimum = false
    }

    @_noLocks @_noAllocation
    private mutating func judgeProbe(endingAt x: Double) -> Step {
        let probed = probed
        let isLate = isLate(probed)
        let isEarly = isMature && probed < -(parameters.threshold + 2 * spread)
        guard isLate || isEarly else {
            suspicion = 0
            probeSpread += (probed.magnitude - probeSpread) / 16
            return .none
        }
        let sign = isLate ? 1 : -1
        if suspicion != sign {
            suspicion = sign
            suspectedSince = probeStart
            suspectedLeast = probed
        }
        suspectedLeast = min(suspectedLeast, probed)
        let afterXrun = x < xrunUntil ? parameters.lateHoldAfterXrun : parameters.lateHold
        let hold = isLate ? afterXrun : parameters.earlyHold
        guard x - suspectedSince >= hold - 1e-9 else { return .none }
        return Step(isStep: true, seconds: suspectedLeast)
    }
}
