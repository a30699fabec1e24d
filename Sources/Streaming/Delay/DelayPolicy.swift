package import Units

/// The delay that is played with: what was asked for, or the least that works where that is more; or
/// one that is found by itself.
///
/// Of an asked one: packets that a machine or a network held up for a moment prove nothing, even once a
/// second; where a fiftieth of the sound is missing in each of four seconds, the delay does not work. One
/// that was raised stays until another is asked for. Where both ends' cycles keep their phase, as on
/// one clock with equal periods, packets have the same time in every cycle, and one period less may do
/// than where they drift: then what they have is measured.
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
    private var asked: Int64
    /// Nil where a delay was asked for.
    package private(set) var automatic: DelayController?
    private let lookahead: Int64
    private let frame: Int64
    /// Both ends' cycles are of one length and keep their distance; after a change `prepare` is due.
    package var keepsPhase = false
    private var margins = Margins()
    private var nextFit = Int64.min
    /// The least margin of each of the last four seconds, ns.
    private var leastMargins = InlineArray<4, Int64>(repeating: .max)
    private var raised: Int64 = 0
    private var lateSeconds = 0
    private var missedBefore: Int64 = 0
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

    /// Another wish, while a stream plays; `meanLag` is what its packets take on average, ns. An automatic
    /// delay begins with the one that there is.
    package mutating func ask(_ wish: Wish, meanLag: Int64) {
        let current = delay
        switch wish {
        case .fixed(let latency):
            asked = latency
            automatic = nil
            raised = (fitsPhase ? Self.slack.count : need) + max(meanLag, frame)
        case .automatic(let profile):
            automatic = DelayController(profile, kept: current)
        }
        lateSeconds = 0
    }

    /// Goes on as `other` does, which is of a stream before this one: as it is where the codecs wait alike,
    /// else from its delay on. True where nothing needs to be prepared.
    package mutating func goOn(from other: DelayPolicy) -> Bool {
        if other.lookahead == lookahead, other.frame == frame {
            self = other
            return true
        }
        oneWay = other.oneWay
        outputNanoseconds = other.outputNanoseconds
        keepsPhase = other.keepsPhase
        if let controller = automatic {
            automatic = DelayController(controller.profile, kept: other.delay)
        }
        return false
    }

    /// From a cycle's instant to the last frame that it needs, and time to run: ns.
    package var need: Int64 { outputNanoseconds + lookahead + Self.slack.count }

    /// Time to run, ns.
    package static var slack: Nanoseconds { Nanoseconds(500_000) }
    /// With less time than this, a packet is about to be late, ns; and so often that is looked for.
    private static var tight: Int64 { 200_000 }
    private static var fitInterval: Int64 { 100_000_000 }
    /// As much sound may be missing in a second without a longer delay, ns.
    private static var bearable: Int64 { 20_000_000 }
    /// A raise that nobody asks about, ns.
    private static var negligible: Int64 { 100_000 }

    /// From the shortest path's arrival to the port, ns.
    package var delay: Int64 { automatic?.delay ?? max(asked - oneWay, raised) }

    /// From port to port, ns.
    package var latency: Int64 { delay + oneWay }

    /// From port to port, ns: what was asked for, or what is being gone to.
    package var target: Int64 { automatic == nil ? asked : latency }

    /// True while the latency asked for is too little.
    package var isRaised: Bool { automatic == nil && raised > asked - oneWay + Self.negligible }

    /// Before playing begins: what came so far shows what cannot work. A codec's frame may end
    /// anywhere in a cycle: its first sample waits for up to the whole frame, whatever the mean.
    package mutating func prepare(meanLag: Int64, _ transits: Transits = Transits(), now: Int64 = 0)
    {
        raised = (fitsPhase ? Self.slack.count : need) + max(meanLag, frame)
        let need = need
        automatic?.prepare(transits, need: need, frame: frame, now: now)
    }

    /// What has come of a running stream since the last look.
    package struct Progress {
        /// Sound that came too late to be played, from the start, ns.
        package var missed: Int64
        /// What the worst packets of every recent second took, ns.
        package var sustainedLag: Int64
        package var transits = Transits()
        package var margins = Margins()
        /// The delay that is played with, ns.
        package var held: Int64 = 0
        /// The delay that a repair would need, ns; 0: none.
        package var repair: Int64 = 0

        package init(missed: Int64, sustainedLag: Int64) {
            self.missed = missed
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
        let hasFitted = fitsPhase && fitPhase(now, progress.margins)
        guard now - secondStart >= 1_000_000_000 else { return hasFitted }
        secondStart = now
        for index in 0..<3 { leastMargins[index] = leastMargins[index + 1] }
        leastMargins[3] = .max
        lateSeconds = progress.missed - missedBefore > Self.bearable ? lateSeconds + 1 : 0
        missedBefore = progress.missed
        guard lateSeconds >= 4 else { return hasFitted }
        lateSeconds = 0
        let floor = floor(sustainedLag: progress.sustainedLag) - oneWay
        guard floor > delay + Self.negligible else { return hasFitted }
        raised = floor
        return true
    }

    private var fitsPhase: Bool {
        keepsPhase && automatic == nil && frame == 0 && lookahead == 0
    }

    /// Where even the packet that came soonest was hardly in time, all of them get a cycle more.
    private mutating func fitPhase(_ now: Int64, _ new: Margins) -> Bool {
        if new.packets > 0 {
            margins.packets += new.packets
            if new.greatest > margins.greatest {
                (margins.greatest, margins.overlap) = (new.greatest, new.overlap)
            }
            leastMargins[3] = min(leastMargins[3], new.least)
        }
        guard now >= nextFit else { return false }
        defer {
            nextFit = now + Self.fitInterval
            margins = Margins()
        }
        guard margins.packets >= 8, margins.greatest < Self.tight else { return false }
        raised = delay + margins.overlap
        // What was seen so far is of the phase before.
        leastMargins = InlineArray(repeating: .max)
        return true
    }

    /// The least latency from port to port that recent packets allow, ns.
    package func floor(sustainedLag: Int64) -> Int64 {
        let lasting = need + max(sustainedLag, frame)
        guard fitsPhase else { return lasting + oneWay }
        // What the worst packets of every recent second had too little.
        var margin = Int64.min
        for index in 0..<4 where leastMargins[index] != .max {
            margin = max(margin, leastMargins[index])
        }
        guard margin > .min else { return min(lasting, delay) + oneWay }
        return min(lasting, margin < 0 ? delay - margin + Self.slack.count : delay) + oneWay
    }
}
