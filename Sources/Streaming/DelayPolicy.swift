/// The delay that is played with: what was asked for, or the least that works where that is more.
///
/// One packet that came late proves nothing; late ones in each of four seconds do. A delay that was
/// raised stays until another is asked for.
package struct DelayPolicy: Sendable {
    /// From port to port, ns.
    package var target: Int64
    /// The least time from one end to the other, ns: half of the least round trip.
    package var oneWay: Int64 = 0
    /// From an instant of the sink to the last frame that its cycle needs, ns; after a change
    /// `prepare` is due.
    package var outputNanoseconds: Int64 = 0
    private let lookahead: Int64
    private var raised: Int64 = 0
    private var lateSeconds = 0
    private var lateBefore = 0
    private var secondStart: Int64 = 0

    private let frame: Int64

    /// `lookaheadNanoseconds` and `frameNanoseconds` are of the codec; the frame is 0 where packets
    /// follow the sender's cycles.
    package init(target: Int64, lookaheadNanoseconds: Int64, frameNanoseconds: Int64) {
        self.target = target
        lookahead = lookaheadNanoseconds
        frame = frameNanoseconds
    }

    /// From a cycle's instant to the last frame that it needs, and time to run: ns.
    package var need: Int64 { outputNanoseconds + lookahead + 500_000 }

    /// From the shortest path's arrival to the port, ns.
    package var delay: Int64 { max(target - oneWay, raised) }

    /// From port to port, ns.
    package var latency: Int64 { delay + oneWay }

    /// True while the latency asked for is too little.
    package var isRaised: Bool { raised > target - oneWay }

    /// Before playing begins: the packets' mean lag shows what cannot work. A codec's frame may end
    /// anywhere in a cycle: its first sample waits for up to the whole frame, whatever the mean.
    package mutating func prepare(meanLag: Int64) {
        raised = need + max(meanLag, frame)
    }

    /// Looks at a running stream: `late` counts what came too late, `sustainedLag` is what the
    /// worst packets of every recent second took. True when the delay was raised.
    package mutating func update(now: Int64, late: Int, sustainedLag: Int64) -> Bool {
        guard now - secondStart >= 1_000_000_000 else { return false }
        secondStart = now
        lateSeconds = late > lateBefore ? lateSeconds + 1 : 0
        lateBefore = late
        guard lateSeconds >= 4 else { return false }
        lateSeconds = 0
        let floor = need + sustainedLag
        guard floor > delay + 100_000 else { return false }
        raised = floor
        return true
    }

    /// The least latency from port to port that recent packets allow, ns.
    package func floor(sustainedLag: Int64) -> Int64 { need + max(sustainedLag, frame) + oneWay }
}
