// The jitter estimate against RFC 3550 section A.8 as it is written there, and against arithmetic.
import Testing
import Units

@testable import RTP

@Suite struct InterarrivalJitterTests {
    /// One unit of 48 kHz is no whole number of nanoseconds, but six are.
    let sixUnits: Int64 = 125_000

    @Test func agreesWithTheFormulas() {
        var random = SeededGenerator(seed: 5)
        var jitter = InterarrivalJitter(clockRate: .dat)
        var timestamp: UInt32 = 0xffff_0000  // wraps soon
        var sent: Int64 = 0
        var previousTransit: Int64?
        var real = 0.0
        var scaled: Int64 = 0
        for _ in 0..<20_000 {
            let arrival = sent + 6 * Int64(random.below(200))
            let instant = Nanoseconds(1_000_000_000_000 + arrival / 6 * sixUnits)
            jitter.observe(timestamp: timestamp, arrival: instant)
            let transit = arrival - sent
            if let previousTransit {
                let difference = abs(transit - previousTransit)
                real += (Double(difference) - real) / 16
                scaled += difference - ((scaled + 8) >> 4)  // section A.8, times 16
            }
            previousTransit = transit
            if (jitter.estimate - real).magnitude > 1e-6 { Issue.record("\(jitter.estimate)") }
            if abs(Int64(jitter.reported) - scaled >> 4) > 1 { Issue.record("\(scaled >> 4)") }
            let step = Int64(random.below(5)) * 6 * 16 - 96  // packets overtake each other too
            sent += step
            timestamp &+= UInt32(truncatingIfNeeded: step)
        }
        #expect(real > 100)
    }

    @Test func steadyPacketsHaveNone() {
        var jitter = InterarrivalJitter(clockRate: .dat)
        for packet in Int64(0)..<1_000 {
            jitter.observe(
                timestamp: UInt32(packet * 48), arrival: Nanoseconds(packet * 1_000_000))
        }
        #expect(jitter.estimate < 1e-6)
    }

    @Test func oneLatePacketCountsASixteenth() {
        var jitter = InterarrivalJitter(clockRate: .dat)
        jitter.observe(timestamp: 0, arrival: Nanoseconds(0))
        jitter.observe(timestamp: 48, arrival: Nanoseconds(1_000_000 + 16 * sixUnits))
        #expect((jitter.estimate - 6).magnitude < 1e-9)
    }

    @Test func aJumpCanBeLeftOut() {
        var jitter = InterarrivalJitter(clockRate: .dat)
        jitter.observe(timestamp: 0, arrival: Nanoseconds(0))
        jitter.skipNext()
        jitter.observe(timestamp: 1 << 30, arrival: Nanoseconds(1))
        #expect(jitter.estimate == 0)
    }
}
