// When a receiver plays later than it was asked to.
import Testing

@testable import Streaming

@Suite struct DelayPolicyTests {
    private func policy(target: Int64, frame: Int64 = 0) -> DelayPolicy {
        var policy = DelayPolicy(
            .fixed(target), lookaheadNanoseconds: 700_000, frameNanoseconds: frame)
        policy.outputNanoseconds = 2_700_000
        policy.oneWay = 1_000_000
        return policy
    }

    @Test func whatWasAskedForIsKept() {
        var policy = policy(target: 20_000_000)
        policy.prepare(meanLag: 1_000_000)
        #expect(policy.latency == 20_000_000)
        #expect(!policy.isRaised)
    }

    @Test func theLeastThatWorksIsPlayed() {
        var policy = policy(target: 2_000_000)
        policy.prepare(meanLag: 1_000_000)
        // The sink, the lookahead, 0.5 ms to run, the lag; and the way there.
        #expect(policy.latency == 2_700_000 + 700_000 + 500_000 + 1_000_000 + 1_000_000)
        #expect(policy.isRaised)
    }

    @Test func aCodecsFrameIsWaitedFor() {
        var policy = policy(target: 10_000_000, frame: 20_000_000)
        policy.prepare(meanLag: 1_000_000)
        #expect(policy.delay >= 20_000_000)
    }

    /// Late packets in each of four seconds raise the delay, a single bad second does not.
    @Test func onlyLastingLatenessRaises() {
        var policy = policy(target: 10_000_000)
        policy.prepare(meanLag: 0)
        var late = 0
        var raised = false
        for second in 1...20 {
            if second.isMultiple(of: 3) { late += 5 }
            raised =
                policy.update(
                    now: Int64(second) * 1_000_000_000,
                    .init(late: late, sustainedLag: 15_000_000))
                || raised
        }
        #expect(!raised)
        for second in 21...24 {
            late += 1
            raised = policy.update(
                now: Int64(second) * 1_000_000_000, .init(late: late, sustainedLag: 15_000_000))
        }
        #expect(raised)
        #expect(policy.delay == 2_700_000 + 700_000 + 500_000 + 15_000_000)
    }
}
