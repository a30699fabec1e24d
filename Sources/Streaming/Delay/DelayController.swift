/// The least delay that keeps packets from being late, found by itself: it grows when a packet is late,
/// and to what the worst of the last seconds ask for; it shrinks slowly when they have asked for less
/// for a while. A lost packet, and what an outage held back, change nothing. Sans-IO; the media thread.
/// Times in ns.
package struct DelayController: Sendable {
    private static let interval: Int64 = 100_000_000
    /// So much too long, for so long, before it shrinks.
    private static let excess: Int64 = 500_000
    private static let excessShare = 10
    private static let patience: Int64 = 2_000_000_000
    /// So many packets, for so long, all of them late: another way.
    private static let routePackets = 8
    private static let routeTime: Int64 = 100_000_000
    /// No network is worth more.
    package static let most: Int64 = 1_000_000_000

    let profile: DelayProfile
    private var extremes = TransitExtremes()
    private var first = Transits()
    /// From the shortest way's arrival to the port.
    package private(set) var delay: Int64
    /// How often it has grown.
    package private(set) var growths = 0
    private var isShrinking = false
    private var longSince: Int64?
    private var repairSince: Int64?
    private var nextLook = Int64.min
    private var allLate = (packets: 0, since: Int64(0), least: Int64.max)

    /// `kept` is the delay that the same sender had before, if there was one.
    package init(_ profile: DelayProfile, kept: Int64? = nil) {
        self.profile = profile
        delay = min(kept ?? 0, Self.most)
    }

    /// Takes what came before playing begins: a quarter more than the worst of it is waited for. `need` is
    /// what a cycle needs beside the packets, `frame` what a packet waits for at least.
    package mutating func prepare(
        _ transits: Transits, need: Int64, frame: Int64, now: Int64
    ) {
        guard transits.packets > 0 else { return }
        extremes.note(transits, now: now)
        first.least = min(first.least, transits.least)
        first.greatest = max(first.greatest, transits.greatest)
        let worst = first.greatest + (first.greatest - first.least) / 4 + profile.margin
        delay = min(max(delay, need + max(worst, frame)), Self.most)
    }

    /// Looks at what came since the last look. `held` is the delay that is played with, `repair` one that
    /// a repair of what the network loses would need (0: none).
    package mutating func update(
        _ transits: Transits, held: Int64, need: Int64, frame: Int64, repair: Int64, now: Int64
    ) {
        let current = max(held, delay)
        let limit = current - need
        extremes.note(transits, now: now)
        if transits.packets > 0, transits.greatest > limit {
            isShrinking = false
            delay = current
            growWhereLate(transits, limit, now)
            grow(to: wanted(need, frame))
        } else if transits.packets > 0 {
            allLate.packets = 0
        }
        guard now >= nextLook else { return }
        nextLook = now + Self.interval
        look(wanted(need, frame), current, need, repair, now)
    }

    /// Where every packet is late there is another way, longer by what the fastest of them took more than
    /// the fastest before.
    private mutating func growWhereLate(_ transits: Transits, _ limit: Int64, _ now: Int64) {
        guard transits.least > limit else {
            allLate.packets = 0
            return
        }
        if allLate.packets == 0 { allLate = (0, now, .max) }
        allLate.packets += transits.packets
        allLate.least = min(allLate.least, transits.least)
        guard allLate.packets >= Self.routePackets, now - allLate.since >= Self.routeTime else {
            return
        }
        let longer = allLate.least - extremes.least
        extremes.shift(by: longer)
        allLate.packets = 0
        grow(to: delay + longer)
    }

    private mutating func look(
        _ jitter: Int64, _ current: Int64, _ need: Int64, _ repair: Int64, _ now: Int64
    ) {
        let allowed = min(repair, jitter + profile.repairAllowance)
        let wanted = min(max(jitter, allowed), Self.most)
        repairSince = wanted > current + Self.excess ? repairSince ?? now : nil
        if let since = repairSince, now - since >= Self.patience, wanted > jitter {
            repairSince = nil
            isShrinking = false
            grow(to: wanted)
        }
        let bound = max(Self.excess, (current - need) / Int64(Self.excessShare))
        longSince = current - wanted > bound ? longSince ?? now : nil
        if let since = longSince, now - since >= Self.patience { isShrinking = true }
        guard isShrinking else { return }
        delay = min(current, wanted)
        if current <= wanted { isShrinking = false }
    }

    private func wanted(_ need: Int64, _ frame: Int64) -> Int64 {
        need + max(extremes.wanted(profile) ?? 0, frame)
    }

    private mutating func grow(to time: Int64) {
        let time = min(time, Self.most)
        guard time > delay else { return }
        delay = time
        growths += 1
    }
}
