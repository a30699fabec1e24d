import RealTime

/// What a receiver does when time runs out: packets that are missing when they must be played are given
/// up, and made up.
extension StreamReceiver {
    /// From the deadline to the cycle: the thread's waking up, and the way through the ring, ns.
    private static var slack: Int64 { 500_000 }
    /// A packet that is later than most is missed no sooner than this, ns.
    private static var leastPatience: Int64 { 200_000 }

    /// Gives up what can be waited for no longer at `now` (ns).
    package mutating func poll(now: Int64) {
        tendRepair(now)
        if let deadline = gapDeadline, now >= deadline, let waiting = firstWaiting {
            giveUp(before: waiting.sequence)
            drain()
        }
        if let deadline = tailDeadline, now >= deadline {
            isSilent = !ring.extend()
            counts.concealedFrames = ring.concealedFrames
        }
    }

    /// When `poll` or `feedback` must be called, ns; nil where nothing is waited for.
    package var nextDeadline: Int64? {
        guard next != nil else { return nil }
        let request = timing.flatMap { repair.requests.nextDeadline($0) }
        return min(
            reports.nextDeadline, gapDeadline ?? .max, tailDeadline ?? .max, request ?? .max)
    }

    /// When a gap before packets that are here can be waited for no longer.
    private var gapDeadline: Int64? {
        guard let waiting = firstWaiting, let words = shared.pointee.playPoint.load() else {
            return nil
        }
        let point = PlayPoint(words)
        guard point.isPlaying else { return nil }
        let gap = Int(min(max(0, waiting.position &- ring.end), 1 << 20))
        return point.need(of: ring.end) &- ring.cost(ofGap: gap) &- Self.slack
    }

    /// When the end of the ring must be made up because nothing has come to follow on it: not before the
    /// next packet is overdue, for then it would be done for nothing in every cycle of a short latency.
    private var tailDeadline: Int64? {
        guard !hasGap, !isSilent, let words = shared.pointee.playPoint.load() else { return nil }
        let point = PlayPoint(words)
        // What has been missed cannot be made up.
        guard point.isPlaying, ring.end > point.position else { return nil }
        let due = point.need(of: ring.end) &- ring.cost(ofGap: 1) &- Self.slack
        guard let expected = arrivals.earliestArrival(ring.end) else { return due }
        return max(due, expected &+ arrivals.jitter(percentile: 0.95) &+ Self.leastPatience)
    }
}
