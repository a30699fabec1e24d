// Unwrapping of sequence numbers and timestamps (RFC 3550 section A.1).
import Testing

@testable import RTP

@Suite struct ExtenderTests {
    @Test func followsTheWrap() {
        var extender = SequenceExtender()
        for expected in Int64(65_000)..<400_000 {
            let extended = extender.extend(UInt16(truncatingIfNeeded: expected))
            if extended != expected { Issue.record("\(expected) came out as \(extended)") }
        }
        #expect(extender.highest == 399_999)
    }

    @Test func lateOnesKeepTheirPlaceOnBothSidesOfTheWrap() {
        var extender = SequenceExtender()
        #expect(extender.extend(65_535) == 65_535)
        #expect(extender.extend(1) == 65_537)
        #expect(extender.extend(65_534) == 65_534)
        #expect(extender.extend(0) == 65_536)
        #expect(extender.highest == 65_537)
    }

    @Test func whatTheFirstOvertookIsNegative() {
        var extender = SequenceExtender()
        #expect(extender.extend(0) == 0)
        #expect(extender.extend(65_535) == -1)
        #expect(extender.highest == 0)
    }

    @Test func theNearestIsTakenUpToHalfTheRange() {
        var extender = SequenceExtender()
        _ = extender.extend(0)
        #expect(extender.extend(32_767) == 32_767)
        #expect(extender.extend(0) == 0)
        #expect(extender.extend(65_535) == -1)  // 32 768 either way counts as late
        #expect(extender.highest == 32_767)
    }

    @Test func agreesWithTheTruthUnderReordering() {
        var random = SeededGenerator(seed: 7)
        var sequence = SequenceExtender()
        var timestamps = TimestampExtender()
        var now: Int64 = 60_000
        _ = sequence.extend(UInt16(now))
        _ = timestamps.extend(UInt32(now))
        var high = now
        for _ in 0..<100_000 {
            now += Int64(random.below(60_001)) - 29_000
            now = min(max(now, high - 32_767), high + 32_767)
            if sequence.extend(UInt16(truncatingIfNeeded: now)) != now {
                Issue.record("sequence number \(now)")
            }
            let expected = 60_000 + (now - 60_000) * 65_000  // the same walk, over 32 bits
            if timestamps.extend(UInt32(truncatingIfNeeded: expected)) != expected {
                Issue.record("timestamp \(expected)")
            }
            high = max(high, now)
        }
        #expect(high > 10 * 65_536)
    }

    @Test func timestampsWrapLikewise() {
        var extender = TimestampExtender()
        #expect(extender.extend(0xffff_ff80) == 0xffff_ff80)
        #expect(extender.extend(0x80) == 0x1_0000_0080)
        #expect(extender.extend(0xffff_ffff) == 0xffff_ffff)
        #expect(extender.extend(0x8000_007f) == 0x1_8000_007f)
        #expect(extender.highest == 0x1_8000_007f)
        #expect(extender.extend(0x8000_0080) == 0x1_8000_0080)
        #expect(extender.highest == 0x1_8000_0080)
    }
}
