/// The delay that is played with: what was asked for, or the least that works where that is more; or
/// one that is found by itself.
///
/// Of an asked one: one packet that came late proves nothing; late ones in each of four seconds do. A
/// delay that was raised stays until another is asked for.
package struct DelayPolicy: Sendable {
    /// What is wanted.
    package enum Wish: Hashable, Sendable {
        /// From port to port, ns.
        case fixed(Int64)
        case automatic(DelayProfile)
    }

    /// The least time from one end to the other, ns: half of the least round trip.
    package var oneWay: Int64 = 0
    /// From an instant of the sink to the last frame that its cycle needs, ns; after a change
    /// `prepare` is due.
    package var outputNanoseconds: Int64 = 0
    private let asked: Int64
    /// Nil where a delay was asked for.
    package private(set) var automatic: DelayController?
    private let lookahead: Int64
    private let frame: Int64
    private var raised: Int64 = 0
    private var lateSeconds = 0
    private var lateBefore = 0
    private var secondStart: Int64 = 0

    /// `lookaheadNanoseconds` and `frameNanoseconds` are of the codec; the frame is 0 where packets
    /// follow the sender's cycles. `kept` is the delay that an automatic one came to with this sender
    /// before.
    package init(
        _ wish: Wish, lookaheadNanoseconds: Int64, frameNanoseconds: Int64, kept: Int64? = nil
    ) {
        switch wish {
        case .fixed(let latency):
            asked = latency
            automatic = nil
        case .automatic(let profile):
            asked = 0
            automatic = DelayController(profile, kept: kept)
        }
        lookahead = lookaheadNanoseconds
        frame = frameNanoseconds
    }

    /// From a cycle's instant to the last frame that it needs, and time to run: ns.
    package var need: Int64 { outputNanoseconds + lookahead + 500_000 }

    /// From the shortest path's arrival to the port, ns.
    package var delay: Int64 { automatic?.delay ?? max(asked - oneWay, raised) }

    /// From port to port, ns.
    package var latency: Int64 { delay + oneWay }

    /// From port to port, ns: what was asked for, or what is being gone to.
    package var target: Int64 { automatic == nil ? asked : latency }

    /// True while the latency asked for is too little.
    package var isRaised: Bool { automatic == nil && raised > asked - oneWay }

    /// Before playing begins: what came so far shows what cannot work. A codec's frame may end
    /// anywhere in a cycle: its first sample waits for up to the whole frame, whatever the mean.
    package mutating func prepare(meanLag: Int64, _ transits: Transits = Transits(), now: Int64 = 0)
    {
        raised = need + max(meanLag, frame)
        let need = need
        automatic?.prepare(transits, need: need, frame: frame, now: now)
    }

    /// What has come of a running stream since the last look.
    package struct Progress {
        /// Counts what came too late, from the start.
        package var late: Int
        /// What the worst packets of every recent second took, ns.
        package var sustainedLag: Int64
        package var transits = Transits()
        /// The delay that is played with, ns.
        package var held: Int64 = 0
        /// The delay that a repair would need, ns; 0: none.
        package var repair: Int64 = 0

        package init(late: Int, sustainedLag: Int64) {
            self.late = late
            self.sustainedLag = sustainedLag
        }
    }

    /// Looks at a running stream; true when an asked delay was raised.
    package mutating func update(now: Int64, _ progress: Progress) -> Bool {
        let need = need
        guard automatic == nil else {
            automatic?.update(
                progress.transits, held: progress.held, need: need, frame: frame,
                repair: progress.repair, now: now)
            return false
        }
        guard now - secondStart >= 1_000_000_000 else { return false }
        secondStart = now
        lateSeconds = progress.late > lateBefore ? lateSeconds + 1 : 0
        lateBefore = progress.late
        guard lateSeconds >= 4 else { return false }
        lateSeconds = 0
        let floor = need + progress.sustainedLag
        guard floor > delay + 100_000 else { return false }
        raised = floor
        return true
    }

    /// The least latency from port to port that recent packets allow, ns.
    package func floor(sustainedLag: Int64) -> Int64 { need + max(sustainedLag, frame) + oneWay }
}
