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

    /// Four seconds that each miss more than a fiftieth raise the delay: not bad ones between good ones,
    /// nor a machine that stands still for some ms in every second.
    @Test func onlyLastingLatenessRaises() {
        var policy = policy(target: 10_000_000)
        policy.prepare(meanLag: 0)
        var missed: Int64 = 0
        var raised = false
        func look(_ second: Int) {
            let progress = DelayPolicy.Progress(missed: missed, sustainedLag: 15_000_000)
            if policy.update(now: Int64(second) * 1_000_000_000, progress) { raised = true }
        }
        for second in 1...20 {
            missed += second.isMultiple(of: 3) ? 100_000_000 : 8_000_000
            look(second)
        }
        #expect(!raised)
        for second in 21...24 {
            missed += 25_000_000
            look(second)
        }
        #expect(raised)
        #expect(policy.delay == 2_700_000 + 700_000 + 500_000 + 15_000_000)
    }
}

/// Both ends on one clock, with equal periods of 128 frames at 48 kHz.
@Suite struct DelayPhaseTests {
    private static let period: Int64 = 2_666_667

    private func policy(asked: Int64) -> DelayPolicy {
        var policy = DelayPolicy(.fixed(asked), lookaheadNanoseconds: 0, frameNanoseconds: 0)
        policy.outputNanoseconds = Self.period
        policy.keepsPhase = true
        policy.prepare(meanLag: 100_000)
        return policy
    }

    /// Packets in 20 looks over 0.2 s, each with so much time.
    private func look(
        _ policy: inout DelayPolicy, margin: Int64, overlap: Int64, from start: Int64
    ) {
        for step in 0..<20 {
            var progress = DelayPolicy.Progress(missed: 0, sustainedLag: 100_000)
            progress.margins.note(margin - Int64(step % 3) * 10_000, overlap: overlap)
            _ = policy.update(now: start + Int64(step) * 10_000_000, progress)
        }
    }

    /// Where a packet has nearly a period's time, a delay of one period is enough.
    @Test func onePeriodIsEnough() {
        var policy = policy(asked: Self.period)
        look(&policy, margin: 2_500_000, overlap: Self.period, from: 0)
        #expect(policy.delay == Self.period)
        #expect(!policy.isRaised)
        #expect(policy.floor(sustainedLag: 100_000) == Self.period)
    }

    /// Where the phase is worse, it is raised by what the cycle before had of the packet.
    @Test func packetsThatCannotComeInTimeGetACycleMore() {
        var policy = policy(asked: Self.period)
        look(&policy, margin: -50_000, overlap: 700_000, from: 0)
        #expect(policy.delay == Self.period + 700_000)
        #expect(policy.isRaised)
    }

    /// A single late packet is none of the phase's.
    @Test func oneLatePacketChangesNothing() {
        var policy = policy(asked: Self.period)
        var progress = DelayPolicy.Progress(missed: 2_000_000, sustainedLag: 100_000)
        progress.margins.note(-1_000_000, overlap: 700_000)
        _ = policy.update(now: 0, progress)
        look(&policy, margin: 2_000_000, overlap: Self.period, from: 10_000_000)
        #expect(policy.delay == Self.period)
    }
}
