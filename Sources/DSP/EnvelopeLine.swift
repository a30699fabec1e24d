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
    private var probeStart = 0.0
    private var probeHasMinimum = false
    private var probeMinimum = 0.0
    private var probeSpread = 0.0
    private var calmSpread = 0.0
    private var suspicion = 0
    private var suspectedSince = 0.0
    private var suspectedLeast = 0.0
    private var newest = 0.0
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
        newest = max(newest, x)
        let y = Double(stamp &- anchor) * 1e-9 - x - base
        var step = Step.none
        if x >= start + bucketLength { step = closeBucket(at: x) }
        if !hasMinimum || y - slope * x < minimumY - slope * minimumX {
            hasMinimum = true
            minimumX = x
            minimumY = y
        }
        if bucketCount >= 16, !step.isStep { step = probe(x, y) }
        return step
    }

    /// Accepts a step of `seconds`: what comes is judged against the line moved by it. The rate
    /// and all that was learnt stay.
    @_noLocks @_noAllocation
    package mutating func takeStep(_ seconds: Double) {
        base += seconds
        hasMinimum = false
        lateBuckets = 0
        suspicion = 0
        restartProbe(at: newest)
        generation &+= 1
    }

    /// A step is likely: the probe starts again, and is believed sooner for half a second. One that has
    /// seen nothing but what is later than the line goes on: where xruns come faster than probes end, none
    /// would ever.
    @_noLocks @_noAllocation
    package mutating func notifyXrun() {
        xrunUntil = newest + 0.5
        guard !probeHasMinimum || !isLate(probeMinimum) else { return }
        restartProbe(at: newest)
    }

    /// Where hardly any stamp comes near the line, all of a second may lie above it by chance.
    @_noLocks @_noAllocation
    private func isLate(_ height: Double) -> Bool {
        height > parameters.threshold + 4 * probeSpread + 2 * calmSpread
    }

    /// The line at nominal time `x`, as a stamp in ns. Before there is a line: the lowest stamp yet.
    @_noLocks @_noAllocation
    package func stamp(at x: Double) -> Int64 {
        anchor &+ nearestInt64((x + height(at: x) + base) * 1e9)
    }

    /// The line as a value that another thread can carry.
    package var snapshot: LineSnapshot {
        @_noLocks @_noAllocation get {
            LineSnapshot(
                anchor: anchor, slope: slope, centre: centre, value: value + base,
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
                if suspicion == 0, lateBuckets == 0 { calmSpread = spread }
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

    @_noLocks @_noAllocation
    private mutating func probe(_ x: Double, _ y: Double) -> Step {
        var step = Step.none
        if x >= probeStart + parameters.probe {
            if probeHasMinimum { step = judgeProbe(endingAt: x) }
            restartProbe(at: x)
            if step.isStep { return step }
        }
        let z = y - height(at: x)
        if !probeHasMinimum || z < probeMinimum {
            probeHasMinimum = true
            probeMinimum = z
        }
        return step
    }

    @_noLocks @_noAllocation
    private mutating func restartProbe(at x: Double) {
        probeStart = x
        probeHasMinimum = false
    }

    @_noLocks @_noAllocation
    private mutating func judgeProbe(endingAt x: Double) -> Step {
        let isLate = isLate(probeMinimum)
        let isEarly = isMature && probeMinimum < -(parameters.threshold + 2 * spread)
        guard isLate || isEarly else {
            suspicion = 0
            probeSpread += (probeMinimum.magnitude - probeSpread) / 16
            return .none
        }
        let sign = isLate ? 1 : -1
        if suspicion != sign {
            suspicion = sign
            suspectedSince = probeStart
            suspectedLeast = probeMinimum
        }
        suspectedLeast = min(suspectedLeast, probeMinimum)
        let afterXrun = x < xrunUntil ? parameters.lateHoldAfterXrun : parameters.lateHold
        let hold = isLate ? afterXrun : parameters.earlyHold
        guard x - suspectedSince >= hold - 1e-9 else { return .none }
        return Step(isStep: true, seconds: suspectedLeast)
    }
}
