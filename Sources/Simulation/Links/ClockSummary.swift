/// How well a link kept its latency and followed the clocks, over all of its cycles.
package struct ClockSummary: Sendable {
    /// One second of a link.
    package struct Second: Sendable {
        /// At its end, since the sender's first cycle, s.
        package var time: Double
        /// From port to port beyond the latency asked for, at its end, s.
        package var latencyError: Double
        /// The applied ratio less the true one, its mean over the second, ppm; nil in a second that a
        /// standstill or a jump has disturbed, and in the two that follow.
        package var ratioError: Double?
        /// The applied ratio less the nominal one at its end, ppm.
        package var deviation: Double
    }

    /// Errors up to this are a lock, s.
    package static var lockedError: Double { 0.2e-3 }
    /// After a disturbance, nothing is judged for so long, s.
    private static var settling: Double { 2 }

    /// When playing began, s; nil before.
    package private(set) var start: Double?
    /// When the latency error was last beyond a lock, s; `start` where it never was.
    package private(set) var lock: Double?
    /// Greatest latency error from 2 s and from 10 s on, s.
    package private(set) var errorAfter2 = 0.0
    package private(set) var errorAfter10 = 0.0
    /// Jumps of the position that no standstill asked for.
    package private(set) var discontinuities = 0
    /// What the position skipped because a server had lost it.
    package private(set) var skips = 0
    package private(set) var cycles = 0
    package private(set) var duration = 0.0
    private let cyclesPerSecond: Int
    private var cycle = 0
    private var before: Double?
    private var quietFrom = 0.0
    private var squares10 = 0.0
    private var count10 = 0
    private var squares30 = 0.0
    private var count30 = 0
    private var sum = 0.0
    private var samples = 0
    /// Greatest mean error of the ratio over one second, from 30 s on, ppm.
    package private(set) var worstRatioError = 0.0

    /// For a receiver whose cycles last `period` s.
    package init(period: Double) { cyclesPerSecond = max(1, Int((1 / period).rounded())) }

    /// Root mean square of the applied ratio less the true one, 1 s means, ppm.
    package var wanderAfter10: Double { (squares10 / Double(max(count10, 1))).squareRoot() }
    package var wanderAfter30: Double { (squares30 / Double(max(count30, 1))).squareRoot() }
    /// Mean latency error from 10 s on, s.
    package var meanError: Double { samples > 0 ? sum / Double(samples) : 0 }

    /// Takes one cycle; a second where it completes one.
    package mutating func add(_ reading: ClockLink.Reading) -> Second? {
        cycles += 1
        duration = reading.time
        let time = reading.time
        if reading.isDisturbed || reading.hasSkipped { quietFrom = time + Self.settling }
        if reading.hasSkipped { skips += 1 }
        if reading.hasResynced {
            if time >= quietFrom { discontinuities += 1 }
            quietFrom = max(quietFrom, time + Self.settling)
        }
        guard let error = reading.latencyError else { return nil }
        if start == nil {
            start = time
            lock = time
        }
        if time >= quietFrom || discontinuities > 0 { judge(error, time) }
        cycle += 1
        guard cycle % cyclesPerSecond == 0 else { return nil }
        return endSecond(reading, error)
    }

    private mutating func judge(_ error: Double, _ time: Double) {
        if error.magnitude > Self.lockedError { lock = time }
        if time >= 2 { errorAfter2 = max(errorAfter2, error.magnitude) }
        if time >= 10 {
            errorAfter10 = max(errorAfter10, error.magnitude)
            sum += error
            samples += 1
        }
    }

    private mutating func endSecond(_ reading: ClockLink.Reading, _ error: Double) -> Second {
        let time = reading.time
        var second = Second(
            time: time, latencyError: error, ratioError: nil, deviation: reading.deviation * 1e6)
        // A stream that is played too fast loses latency: s in a second are parts of the ratio.
        if let before, time - 1 > quietFrom { second.ratioError = (before - error) * 1e6 }
        before = error
        guard let ratioError = second.ratioError else { return second }
        if time >= 11 {
            squares10 += ratioError * ratioError
            count10 += 1
        }
        if time >= 31 {
            squares30 += ratioError * ratioError
            count30 += 1
            worstRatioError = max(worstRatioError, ratioError.magnitude)
        }
        return second
    }
}
