// Sums and rates that reports are made of.
import Session
import Testing
import Units

@testable import Engine

@Suite struct CountingTests {
    @Test func totalsAddUp() {
        let sum =
            LinkTotals(sent: 1, received: 2, lost: 3, late: 4, concealedFrames: 5)
            + LinkTotals(sent: 10, received: 20, lost: 30, late: 40, concealedFrames: 50)
        var report = LinkReport()
        sum.tell(&report)
        #expect(report.packetsSent == 11)
        #expect(report.packetsReceived == 22)
        #expect(report.packetsLost == 33)
        #expect(report.packetsLate == 44)
        #expect(report.concealedFrames == 55)
    }

    /// A peer may say what it likes; sums of it must not overflow.
    @Test func whatAPeerClaimsIsBounded() {
        let wild = Statistics(
            packetsReceived: .max, packetsLost: .min, packetsLate: -1, packetsRepaired: 5,
            concealedFrames: 7,
            latencyNanoseconds: .min, targetNanoseconds: .max, isPlaying: false
        ).bounded
        #expect(wild.latencyNanoseconds == 0)
        #expect(wild.targetNanoseconds == 60_000_000_000)
        let sum = (0..<1_000).reduce(LinkTotals()) { sum, _ in sum + wild.totals }
        #expect(sum.received > 0)
        #expect(sum.lost == 0)
        #expect(sum.late == 0)
        #expect(sum.concealedFrames == 7_000)
    }

    @Test func countsThatGrowAreTold() {
        var watch = CountWatch()
        var report = LinkReport()
        report.xruns = 1
        #expect(
            watch.take(report, .zero).map(\.message) == ["1 JACK cycle late or missed (1 in all)"])
        report.packetsLost = 2
        #expect(watch.take(report, .zero).map(\.message) == ["2 packets lost (2 in all)"])
    }

    @Test func aRateIsTakenOverASecond() {
        var meter = RateMeter()
        _ = meter.take(0, Nanoseconds(5_000_000_000))
        let early = meter.take(900, Nanoseconds(5_500_000_000))
        #expect(early == 0)
        let whole = meter.take(2_000, Nanoseconds(6_000_000_000))
        #expect(whole == 2_000)
        // Another stream counts from 0.
        let again = meter.take(10, Nanoseconds(6_100_000_000))
        #expect(again == 0)
    }

    @Test func whatNoLongerArrivesIsNoticed() {
        var watch = ArrivalWatch()
        for step in 1...10 { watch.take(received: step * 100, sent: step * 100) }
        #expect(!watch.hasStopped)
        // Nothing is sent, nothing arrives.
        for _ in 1...10 { watch.take(received: 1_000, sent: 1_000) }
        #expect(!watch.hasStopped)
        for step in 1...4 {
            #expect(!watch.hasStopped)
            watch.take(received: 1_000, sent: 1_000 + step * 100)
        }
        #expect(watch.hasStopped)
        watch.take(received: 1_001, sent: 2_000)
        #expect(!watch.hasStopped)
    }
}
