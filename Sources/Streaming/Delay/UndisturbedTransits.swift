/// What packets took, without the moments in which a JACK server at either end lost time: what comes late
/// then was held up by the machine, and its sound is lost there anyhow. That is no reason for a longer
/// delay. A server's callback tells of it up to a cycle later than the packets come, so what is
/// noted waits for 30 ms. Sans-IO; the media thread. Times in ns.
package struct UndisturbedTransits: Sendable {
    private struct Window {
        var since: Int64
        var transits = Transits()
        var late = 0
    }

    /// Packets that came late in such moments.
    package private(set) var late = 0
    private var open: Window?
    private var closed: Window?
    private var lateBefore = 0

    private static let length: Int64 = 30_000_000
    /// So long after a server lost time its stamps, or the packets, may still be late.
    private static let aftermath: Int64 = 100_000_000

    package init() {}

    /// Takes what packets took since the last call, `late` being how many have come late from the start,
    /// and `disturbed` when a server lost time for the last time. Returns what was undisturbed of what
    /// it took 30 to 60 ms ago, with no packets most of the time.
    package mutating func take(
        _ transits: Transits, late: Int, disturbed: Int64, now: Int64
    ) -> Transits {
        var window = open ?? Window(since: now)
        window.transits.add(transits)
        window.late += late - lateBefore
        lateBefore = late
        open = window
        guard now - window.since >= Self.length else { return Transits() }
        open = nil
        defer { closed = window }
        guard let closed else { return Transits() }
        guard disturbed < closed.since - Self.aftermath else {
            self.late += closed.late
            return Transits()
        }
        return closed.transits
    }
}
