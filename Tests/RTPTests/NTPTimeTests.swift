// NTP instants and the round trip made of them (RFC 3550 sections 4 and 6.4.1).
import Testing
import Units

@testable import RTP

@Suite struct NTPTimeTests {
    @Test func theExampleOfTheStandard() {
        // RFC 3550, figure 2: sent at 3024992005.125 s, kept for 5.25 s, answered at …16.5 s.
        let sent = NTPTime(Nanoseconds(3_024_992_005_125_000_000))
        #expect(sent.bits == 0xb44d_b705_2000_0000)
        #expect(sent.middle32 == 0xb705_2000)
        let kept = NTPTime.shortFormat(Nanoseconds(5_250_000_000))
        #expect(kept == 0x0005_4000)
        let now = NTPTime(Nanoseconds(3_024_992_016_500_000_000))
        #expect(now.middle32 == 0xb710_8000)
        let roundTrip = NTPTime.roundTrip(now: now, lastReport: sent.middle32, delay: kept)
        #expect(roundTrip == Nanoseconds(6_125_000_000))
    }

    @Test func instantsBeforeZeroGoOnDownwards() {
        #expect(NTPTime(Nanoseconds(0)).bits == 0)
        #expect(NTPTime(Nanoseconds(-500_000_000)).bits == 0xffff_ffff_8000_0000)
        #expect(NTPTime(Nanoseconds(-1_000_000_000)).bits == 0xffff_ffff_0000_0000)
        #expect(NTPTime(Nanoseconds(999_999_999)).bits < 1 << 32)
        _ = NTPTime(Nanoseconds(.min))
        _ = NTPTime(Nanoseconds(.max))
    }

    @Test func delaysRoundAndSaturate() {
        #expect(NTPTime.shortFormat(Nanoseconds(-1)) == 0)
        #expect(NTPTime.shortFormat(Nanoseconds(.min)) == 0)
        #expect(NTPTime.shortFormat(Nanoseconds(7_629)) == 0)  // half a tick is 7629.4 ns
        #expect(NTPTime.shortFormat(Nanoseconds(7_630)) == 1)
        #expect(NTPTime.shortFormat(Nanoseconds(15_259)) == 1)
        #expect(NTPTime.shortFormat(Nanoseconds(65_535_999_999_999)) == .max)
        #expect(NTPTime.shortFormat(Nanoseconds(65_536_000_000_000)) == .max)
        #expect(NTPTime.shortFormat(Nanoseconds(.max)) == .max)
    }

    @Test func impossibleRoundTripsAreNone() {
        func roundTrip(_ now: UInt32, _ lastReport: UInt32, _ delay: UInt32) -> Int64? {
            let now = NTPTime(bits: UInt64(now) << 16)
            return NTPTime.roundTrip(now: now, lastReport: lastReport, delay: delay)?.count
        }
        #expect(roundTrip(1_000, 0, 0) == nil)  // the peer has had no report
        #expect(roundTrip(1_000, 1_000, 0) == 0)
        #expect(roundTrip(1_000, 998, 4) == 0)  // rounding
        #expect(roundTrip(1_000, 998, 5) == nil)  // kept longer than it was away
        #expect(roundTrip(1_000, 2_000, 0) == nil)
        #expect(roundTrip(31 << 16, 1 << 16, 0) == 30_000_000_000)
        #expect(roundTrip(31 << 16 | 1, 1 << 16, 0) == nil)
        #expect(roundTrip(5, 0xffff_fff0, 5) == 244_140)  // 16 ticks, over the wrap
        for figure: UInt32 in [0, 1, 0x7fff_ffff, 0x8000_0000, .max] {
            _ = roundTrip(figure, .max, figure)
        }
    }

    @Test func everyRoundTripToTwoTicks() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<10_000 {
            let sent = Int64(random.below(1 << 50))
            let kept = Int64(random.below(3_000_000_000))
            let away = Int64(random.below(500_000_000))
            let report = max(NTPTime(Nanoseconds(sent)).middle32, 1)
            let found = try #require(
                NTPTime.roundTrip(
                    now: NTPTime(Nanoseconds(sent + kept + away)), lastReport: report,
                    delay: NTPTime.shortFormat(Nanoseconds(kept))))
            if abs(found.count - away) > 2 * 15_259 { Issue.record("\(away) ns: \(found)") }
        }
    }
}
