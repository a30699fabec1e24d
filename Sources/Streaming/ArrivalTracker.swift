import DSP

/// The line through the arrivals of a stream's packets, and how far above it they lie.
///
/// Where nothing came for a while, what comes late in the second that follows was held back, by a
/// process that stood still or a network that did: it says nothing of the way, and the line would
/// take the tail of seconds of it for a longer way.
struct ArrivalTracker {
    private let origin: Int64
    private let sampleRate: Double
    private var line: EnvelopeLine
    private var published = 0
    private var blocks = InlineArray<4, Int64>(repeating: 0)
    private var blockStart: Int64 = 0
    private var block = 0
    private var hasLag = false
    private var newestArrival = Int64.min
    private var backlogEnd = Int64.min

    /// Beyond this a lag is nonsense, ns.
    private static var greatest: Int64 { 60_000_000_000 }
    /// So long without an arrival is an outage, ns.
    private static var outage: Int64 { 200_000_000 }
    /// So long its backlog may last, ns.
    private static var backlog: Int64 { 1_000_000_000 }
    /// So late its packets are at least, ns.
    private static var heldBack: Int64 { 2_000_000 }

    init(origin: Int64, sampleRate: Int, periodFrames: Int) {
        self.origin = origin
        self.sampleRate = Double(sampleRate)
        line = EnvelopeLine(.link(sampleRate: sampleRate, periodFrames: periodFrames))
    }

    /// Takes a packet whose first frame has `position`, which left `delay` ns after that frame's
    /// capture. True when the line has changed.
    mutating func observe(_ position: Int64, arrival: Int64, delay: Int64) -> Bool {
        let x = Double(position &- origin) / sampleRate
        guard !isHeldBack(arrival &- delay &- line.stamp(at: x), arrival) else { return false }
        let step = line.observe(nominal: x, stamp: arrival &- delay)
        if step.isStep { line.takeStep(step.seconds) }
        if line.bucketCount > 0 {
            let lag = min(max(arrival &- line.stamp(at: x), -Self.greatest), Self.greatest)
            note(lag, arrival)
        }
        guard line.generation != published else { return false }
        published = line.generation
        return true
    }

    var snapshot: LineSnapshot { line.snapshot }

    /// The least of the last four seconds' greatest lags, ns: what packets take again and again.
    private(set) var sustainedLag: Int64 = 0
    /// The mean lag of the recent packets, ns.
    private(set) var meanLag: Int64 = 0

    private mutating func isHeldBack(_ lag: Int64, _ arrival: Int64) -> Bool {
        if newestArrival != .min, arrival &- newestArrival > Self.outage {
            backlogEnd = arrival &+ Self.backlog
        }
        newestArrival = max(newestArrival, arrival)
        return arrival < backlogEnd && line.bucketCount > 0 && lag > Self.heldBack
    }

    private mutating func note(_ lag: Int64, _ now: Int64) {
        meanLag += (lag - meanLag) / (hasLag ? 16 : 1)
        hasLag = true
        if now &- blockStart > 1_000_000_000 {
            var least = blocks[0]
            for index in 1..<4 { least = min(least, blocks[index]) }
            sustainedLag = least
            blockStart = now
            block = (block + 1) % 4
            blocks[block] = 0
        }
        blocks[block] = max(blocks[block], lag)
    }
}
