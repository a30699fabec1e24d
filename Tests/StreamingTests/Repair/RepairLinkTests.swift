// What a link gets back of what its network loses, both ends whole, in virtual time.
import Glibc
import Simulation
import Testing

@testable import Streaming

@Suite struct RepairLinkTests {
    private static let millisecond: Int64 = 1_000_000

    /// A way of `delay` ns that loses as `text` says.
    private func way(_ text: String, delay: Int64) throws -> Path {
        var netem = Netem(try Impairment(text), seed: 1)
        var now: Int64 = 0
        return { _ in
            now += 2_666_667
            return netem.pass(1_000, now: now).first == nil ? [] : [delay]
        }
    }

    private func sound(_ t: Double) -> Float { Float(0.5 * sin(2 * .pi * 440 * t)) }

    @Test func whatIsAskedForAgainComesInTime() throws {
        let way = try way("loss=5%", delay: 5 * Self.millisecond)
        let link = try VirtualLink(repair: .auto, path: way, beside: way, sound: sound)
        link.run(seconds: 10)
        let counts = link.receiver.counts
        #expect(counts.repaired > 120)
        // The first ones are lost before the round trip is known.
        #expect(counts.concealedFrames <= 2 * 128)
        #expect(counts.late == 0)
        // Five of a hundred again, and what was asked for twice.
        #expect(counts.repairPackets < counts.received / 5)
    }

    /// What is lost before the round trip is known is asked for once it is.
    @Test func theFirstSecondIsAsWholeAsTheOthers() throws {
        let path: Path = { $0 > 0 && $0 < 60 && $0 % 3 == 0 ? [] : [5 * Self.millisecond] }
        let link = try VirtualLink(
            delay: 60 * Self.millisecond, repair: .auto, path: path,
            beside: { _ in [5 * Self.millisecond] }, sound: sound)
        link.run(seconds: 1)
        let counts = link.receiver.counts
        #expect(counts.repaired > 10)
        #expect(counts.concealedFrames == 0)
        #expect(counts.lost == 0)
    }

    /// What lies before the first frame that is played is missed by nobody.
    @Test func whatIsNotPlayedIsNotLost() throws {
        let path: Path = { 1..<6 ~= $0 ? [] : [0] }
        let link = try VirtualLink(path: path, sound: sound)
        link.run(seconds: 1)
        #expect(link.receiver.counts.concealedFrames == 0)
        #expect(link.receiver.counts.lost == 0)
    }

    @Test func nothingIsAskedForWhereItWouldComeTooLate() throws {
        let way = try way("loss=5%", delay: 80 * Self.millisecond)
        let link = try VirtualLink(
            repair: .fixed(.nack(copies: 1)), path: way, beside: way, sound: sound)
        link.run(seconds: 10)
        #expect(link.receiver.counts.repairPackets == 0)
        #expect(link.receiver.counts.lost > 100)
    }

    @Test func copiesHelpWhereTheRoundTripIsLong() throws {
        let way = try way("loss=5%,burst=3", delay: 80 * Self.millisecond)
        let link = try VirtualLink(
            delay: 30 * Self.millisecond, repair: .duplicates(1), path: way, beside: way,
            sound: sound)
        link.run(seconds: 10)
        let counts = link.receiver.counts
        #expect(counts.repaired > 120)
        #expect(counts.lost < 15)
        #expect(counts.repairPackets > counts.received * 8 / 10)
    }

    /// Parity alone brings back single losses, exact ones, where there is no time to ask.
    @Test func parityHelpsWhereTheRoundTripIsLong() throws {
        let way = try way("loss=5%", delay: 80 * Self.millisecond)
        let link = try VirtualLink(
            delay: 30 * Self.millisecond, repair: .fixed(.reedSolomon(data: 6, parity: 4)),
            path: way, beside: way, sound: sound)
        link.run(seconds: 10)
        let counts = link.receiver.counts
        #expect(counts.repaired > 120)
        // The first 80 ms, 30 packets, went out before the sender was asked for parity.
        #expect(counts.lost <= 3)
        #expect(counts.late == 0)
        #expect(abs(counts.repairPackets - counts.received * 2 / 3) < counts.received / 10)
    }

    @Test func aRepairThatIsTurnedOffRepairsNothing() throws {
        let way = try way("loss=5%", delay: 0)
        let link = try VirtualLink(
            repair: .fixed(.none), path: way, beside: way, sound: sound)
        link.run(seconds: 5)
        #expect(link.receiver.counts.repairPackets == 0)
        #expect(link.receiver.counts.lost > 50)
    }
}
