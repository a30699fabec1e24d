import DSP

/// What a probe measured of a way there and back. Times in ns.
package struct WaySummary: Sendable {
    /// On the way there, and of the answers on the way back.
    package private(set) var loss: LossSummary
    package private(set) var lossBack: LossSummary
    package private(set) var roundTrip: Percentiles
    /// Beyond the fastest, the clocks' drift taken out: there, and back.
    package private(set) var jitter: Percentiles
    package private(set) var jitterBack: Percentiles
    /// Datagrams that came after a later one.
    package private(set) var reordered: Int
    package private(set) var clock: ClockComparison
    /// What a link would take half of for the distance, at its start, when it has measured little.
    package private(set) var earlyRoundTrip: Int64
    /// Of each datagram that was answered: from its first frame's capture to its arrival, beyond the fastest way;
    /// and when it left.
    package private(set) var lags: [Int64]
    package private(set) var times: [Int64]
    /// The traffic class that most of them arrived with.
    package private(set) var trafficClass: UInt8

    /// Of datagrams in the order in which they left, `spacing` ns apart; nil where too few were answered to tell
    /// anything.
    package init?(_ records: [ProbeRecord], spacing: Int64) {
        let answered = records.compactMap { record in record.answer.map { (record, $0) } }
        guard answered.count >= 20, let first = answered.first?.0.sent,
            let last = answered.last?.0.sent, last > first
        else { return nil }
        loss = LossSummary(records.map(\.hasArrived))
        lossBack = LossSummary(records.filter(\.hasArrived).map { $0.answer != nil })
        let trips = answered.map { $1.returned - $0.sent - $1.turnaround }
        roundTrip = Percentiles(trips)!
        earlyRoundTrip = Self.early(trips)
        var there = EdgeLine(spacing)
        var back = EdgeLine(spacing)
        for (record, answer) in answered {
            let x = Double(record.sent - first) * 1e-9
            there.observe(x, answer.received &- record.sent)
            back.observe(x, answer.returned &- answer.received &- answer.turnaround)
        }
        there.settle()
        back.settle()
        var ways: [Int64] = []
        var waysBack: [Int64] = []
        lags = []
        times = []
        for (record, answer) in answered {
            let x = Double(record.sent - first) * 1e-9
            let way = there.height(of: answer.received &- record.sent, at: x)
            ways.append(way)
            lags.append(way + record.sent - record.captured)
            times.append(record.sent)
            waysBack.append(
                back.height(of: answer.returned &- answer.received &- answer.turnaround, at: x))
        }
        jitter = Percentiles(ways)!
        jitterBack = Percentiles(waysBack)!
        var newest = Int64.min
        reordered = 0
        for (_, answer) in answered {
            if answer.received < newest { reordered += 1 }
            newest = max(newest, answer.received)
        }
        let span = Double(last - first) * 1e-9
        let middle = span / 2
        clock = ClockComparison(
            offset: (there.value(at: middle) &- back.value(at: middle)) / 2,
            uncertainty: roundTrip.least / 2, drift: (there.slope - back.slope) / 2,
            driftUncertainty: (there.spread + back.spread + 5e-6) / span)
        var classes: [UInt8: Int] = [:]
        for (_, answer) in answered { classes[answer.trafficClass, default: 0] += 1 }
        trafficClass = classes.max { $0.value < $1.value }?.key ?? 0
    }

    /// Of the least of five measured in a row, what 19 of 20 stay under.
    private static func early(_ trips: [Int64]) -> Int64 {
        let step = max(trips.count / 200, 1)
        let some = stride(from: 0, to: trips.count, by: step).map { trips[$0] }
        let least = (0..<max(some.count - 4, 1)).map { some[$0..<min($0 + 5, some.count)].min()! }
        return Percentiles(least)!.high95
    }
}

/// The lower edge of a row of differences between two clocks: a line that they lie above.
private struct EdgeLine {
    private var line: EnvelopeLine
    private var origin: Int64?
    private var least = 0.0
    private var stamps: [(x: Double, y: Int64)] = []

    init(_ spacing: Int64) {
        // As a receiver listens to a stream.
        let frames = Int(clamping: max(spacing * 48 / 1_000_000, 1))
        line = EnvelopeLine(.link(sampleRate: 48_000, periodFrames: frames))
    }

    /// Takes the difference `y` (ns) at `x` (s).
    mutating func observe(_ x: Double, _ y: Int64) {
        let origin = origin ?? y
        self.origin = origin
        let stamp = y &- origin
        stamps.append((x, stamp))
        _ = line.observe(nominal: x, stamp: Int64(x * 1e9) &+ stamp)
    }

    var slope: Double { line.slope }
    var spread: Double { line.spread }

    /// Moves it below all of them.
    mutating func settle() {
        least = stamps.map { Double($0.y) - line.height(at: $0.x) * 1e9 }.min() ?? 0
    }

    /// The line at `x`, ns.
    func value(at x: Double) -> Int64 {
        (origin ?? 0) &+ Int64((line.height(at: x) * 1e9 + least).rounded())
    }

    /// How far `y` lies above it at `x`, ns.
    func height(of y: Int64, at x: Double) -> Int64 { max(0, y &- value(at: x)) }
}
