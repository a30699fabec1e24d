package import DSP
import RealTime
import Units

/// The line through the arrivals of a stream's packets, and how far above it they lie.
///
/// Where nothing came for a while, what comes late in the second that follows was held back, by a
/// process that stood still or a network that did: it says nothing of the way, and the line would
/// take the tail of seconds of it for a longer way.
package struct ArrivalTracker: ~Copyable {
    private let origin: Int64
    private let originTime: Double
    private let sampleRate: Double
    private var line: EnvelopeLine
    private var published = 0
    /// The greatest lag of each of the last four seconds, ns.
    private var greatest = InlineArray<4, Int64>(repeating: 0)
    /// The least lag of each of the last six stretches of ten seconds, ns.
    private var least = InlineArray<6, Int64>(repeating: .max)
    private var second: Int64 = 0
    private var seconds = 0
    private var hasLag = false
    private var newestArrival = Int64.min
    private var backlogEnd = Int64.min
    /// How far packets lie above the least lag.
    private var jitter = DecayingHistogram()
    private var transits = Transits()

    /// Beyond this a lag is nonsense, ns.
    private static var absurd: Int64 { 60_000_000_000 }
    /// So long without an arrival is an outage, ns.
    private static var outage: Int64 { 200_000_000 }
    /// So long its backlog may last, ns.
    private static var backlog: Int64 { 1_000_000_000 }
    /// So late its packets are at least, ns.
    private static var heldBack: Int64 { 2_000_000 }

    /// For a stream whose frame at `origin` has the nominal time `originTime` (s), sent in cycles of
    /// `periodFrames`.
    package init(
        origin: Int64, originTime: Double = 0, sampleRate: Int, periodFrames: Int
    ) {
        self.origin = origin
        self.originTime = originTime
        self.sampleRate = Double(sampleRate)
        line = EnvelopeLine(.link(sampleRate: sampleRate, periodFrames: periodFrames))
    }

    /// Goes on with the line of a stream before this one, on the same way, from the same clock.
    package mutating func goOn(from other: borrowing ArrivalTracker) {
        line = other.line
        published = line.generation
        newestArrival = other.newestArrival
        backlogEnd = other.backlogEnd
    }

    /// What an arrival says.
    package struct Observation {
        /// From the capture of its first frame to its arrival, beyond the shortest way, ns; nil where there
        /// is no line yet.
        package var lag: Int64?
        /// It was held back by an outage, and says nothing of the way.
        package var isHeldBack: Bool
        /// The line has changed.
        package var hasNewLine: Bool
    }

    /// Takes a packet whose first frame has `position`, which left `delay` ns after that frame's
    /// capture.
    package mutating func observe(_ position: Int64, arrival: Int64, delay: Int64) -> Observation {
        let x = nominal(position)
        guard !isHeldBack(arrival &- delay &- line.stamp(at: x), arrival) else {
            return Observation(lag: nil, isHeldBack: true, hasNewLine: false)
        }
        let step = line.observe(nominal: x, stamp: arrival &- delay)
        if step.isStep { line.takeStep(step.seconds) }
        var lag: Int64?
        if line.bucketCount > 0 {
            let bounded = min(max(arrival &- line.stamp(at: x), -Self.absurd), Self.absurd)
            note(bounded, arrival)
            lag = bounded
        }
        let hasNewLine = line.generation != published
        published = line.generation
        return Observation(lag: lag, isHeldBack: false, hasNewLine: hasNewLine)
    }

    /// The line that playing follows: as of now, but on the way that the first packets took. When the
    /// way becomes longer or shorter, what plays stays where it is: the latency is constant.
    package var snapshot: LineSnapshot {
        var snapshot = line.snapshot
        snapshot.value -= line.base
        return snapshot
    }

    /// How much longer the packets' way is now than the one that playing is counted from, ns.
    var detour: Int64 { nearestInt64(line.base * 1e9) }

    /// The least of the last four seconds' greatest lags, ns: what packets take again and again, beyond
    /// the way that playing is counted from.
    private(set) var sustainedLag: Int64 = 0
    /// The mean lag of the recent packets, ns, likewise.
    private(set) var meanLag: Int64 = 0

    /// The least lag of the last minute, ns: what even the fastest packet takes beyond the shortest way,
    /// because it is coded and sent some time after its capture. Nil before the first one.
    var leastLag: Int64? {
        var least = Int64.max
        for index in 0..<6 { least = min(least, self.least[index]) }
        return least == .max ? nil : least
    }

    /// When the packet whose first frame has `position` arrives on the shortest way, ns; nil where
    /// that cannot be told yet.
    func earliestArrival(_ position: Int64) -> Int64? {
        guard let leastLag else { return nil }
        return line.stamp(at: nominal(position)) &+ leastLag
    }

    /// What the part `fraction` of the recent packets stays under, beyond the least lag, ns.
    func jitter(percentile fraction: Double) -> Int64 { jitter.percentile(fraction) }

    /// What packets took since the last call.
    package mutating func takeTransits() -> Transits {
        let taken = transits
        transits = Transits()
        return taken
    }

    private func nominal(_ position: Int64) -> Double {
        originTime + Double(position &- origin) / sampleRate
    }

    private mutating func isHeldBack(_ lag: Int64, _ arrival: Int64) -> Bool {
        if newestArrival != .min, arrival &- newestArrival > Self.outage {
            backlogEnd = arrival &+ Self.backlog
        }
        newestArrival = max(newestArrival, arrival)
        return arrival < backlogEnd && line.bucketCount > 0 && lag > Self.heldBack
    }

    private mutating func note(_ lag: Int64, _ now: Int64) {
        let played = lag &+ detour
        transits.note(played)
        meanLag += (played - meanLag) / (hasLag ? 16 : 1)
        hasLag = true
        if now &- second > 1_000_000_000 { beginSecond(now) }
        let index = seconds % 4
        greatest[index] = max(greatest[index], played)
        let stretch = seconds / 10 % 6
        least[stretch] = min(least[stretch], lag)
        jitter.count(lag - (leastLag ?? lag))
    }

    private mutating func beginSecond(_ now: Int64) {
        var least = greatest[0]
        for index in 1..<4 { least = min(least, greatest[index]) }
        sustainedLag = least
        second = now
        seconds += 1
        greatest[seconds % 4] = 0
        // A line of the first moments may lie too high, and what is below it far from the truth.
        if seconds % 10 == 0 || seconds < 3 { self.least[seconds / 10 % 6] = .max }
        if seconds % 5 == 0 { jitter.halve() }
    }
}
