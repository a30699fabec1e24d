import Session

/// What came of a link's packets, over all its streams.
struct LinkTotals {
    var sent = 0
    var received = 0
    var lost = 0
    var late = 0
    /// Of the late ones, while a JACK server at either end lost time.
    var heldUp = 0
    var concealedFrames = 0
    var repaired = 0
    var replayed = 0
    var forged = 0

    static func + (a: Self, b: Self) -> Self {
        Self(
            sent: a.sent + b.sent, received: a.received + b.received, lost: a.lost + b.lost,
            late: a.late + b.late, heldUp: a.heldUp + b.heldUp,
            concealedFrames: a.concealedFrames + b.concealedFrames,
            repaired: a.repaired + b.repaired, replayed: a.replayed + b.replayed,
            forged: a.forged + b.forged)
    }

    /// Puts them into `report`.
    func tell(_ report: inout LinkReport) {
        report.packetsSent = UInt64(clamping: sent)
        report.packetsReceived = UInt64(clamping: received)
        report.packetsLost = UInt64(clamping: lost)
        report.packetsLate = UInt64(clamping: late)
        report.packetsHeldUp = UInt64(clamping: heldUp)
        report.concealedFrames = UInt64(clamping: concealedFrames)
        report.packetsRepaired = UInt64(clamping: repaired)
        report.packetsReplayed = UInt64(clamping: replayed)
        report.packetsForged = UInt64(clamping: forged)
    }
}

extension Statistics {
    /// As the receiver of a stream tells them.
    var totals: LinkTotals {
        LinkTotals(
            received: packetsReceived, lost: packetsLost, late: packetsLate,
            concealedFrames: concealedFrames, repaired: packetsRepaired)
    }
}
