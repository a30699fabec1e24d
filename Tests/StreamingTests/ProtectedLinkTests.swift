// A link whose packets are protected: as good as one in clear, and deaf to everybody else.
import Codec
import Glibc
import Protection
import Simulation
import Testing
import Units

@testable import Streaming

@Suite struct ProtectedLinkTests {
    private func sound(_ time: Double) -> Float { Float(0.5 * sin(2 * .pi * 440 * time)) }

    private func link(
        _ profile: ProtectionProfile, repair: RepairChooser.Wish
    ) throws -> VirtualLink {
        var netem = Netem(try Impairment("loss=5%,burst=3"), seed: 3)
        var now: Int64 = 0
        let way: Path = { _ in
            now += 2_666_667
            return netem.pass(1_000, now: now).first == nil ? [] : [3_000_000]
        }
        let link = try VirtualLink(
            delay: 40_000_000, repair: repair, profile: profile, path: way, beside: way,
            sound: sound)
        link.run(seconds: 4)
        return link
    }

    /// Losses, requests, copies and parity: sample for sample the same.
    @Test(
        arguments: [
            .auto, .duplicates(1), .fixed(.nack(copies: 2)),
            .fixed(.reedSolomon(data: 6, parity: 4)),
        ] as [RepairChooser.Wish])
    func protectionChangesNothing(repair: RepairChooser.Wish) throws {
        let clear = try link(.none, repair: repair)
        let protected = try link(.aeadAES256GCM, repair: repair)
        #expect(clear.receiver.counts.repaired > 20)
        #expect(protected.receiver.counts.repaired == clear.receiver.counts.repaired)
        #expect(protected.receiver.counts.lost == clear.receiver.counts.lost)
        #expect(protected.receiver.counts.protection == .init())
        #expect(protected.receiver.roundTrip(now: 4_000_000_000) != nil)
        #expect(protected.output.map(\.sample) == clear.output.map(\.sample))
        // Else two contents would have one nonce.
        #expect(protected.numbers.count > 1_500)
        #expect(protected.numbers.values.allSatisfy { $0 == 1 })
    }

    @Test func strangersAreNotHeard() throws {
        let link = try VirtualLink(sound: sound)
        link.run(seconds: 0.5)
        let before = link.receiver.counts
        let packet = link.newestPacket
        var changed = packet
        changed[changed.count - 20] ^= 4
        var forged = packet
        forged[3] &+= 5
        let ones = [packet, changed, forged].map { link.insert($0, at: 500_000_000) }
        #expect(ones == [false, false, false])
        let counts = link.receiver.counts
        #expect(counts.protection == .init(replayed: 2, notAuthentic: 1, refusedInARow: 3))
        #expect(counts.received == before.received && counts.refused == before.refused)
        #expect(counts.octets == before.octets)
        link.run(seconds: 1)
        #expect(link.receiver.counts.protection.refusedInARow == 0)
        #expect(link.receiver.counts.lost == 0)
    }

    /// The run of refused packets tells that the stream is to be renewed.
    @Test func afterALongOutageThePacketsAreRefused() throws {
        let link = try VirtualLink(
            sender: .init(period: 16), path: { (1_500..<41_500).contains($0) ? [] : [0] },
            sound: sound)
        link.run(seconds: 41_500 / 3_000.0 + 1)
        #expect(link.receiver.counts.protection.refusedInARow > 2_900)
        #expect(link.receiver.counts.received == 1_500)
    }

    /// A sender of two channels with nothing to hear it.
    private func sender(
        _ feed: UnsafePointer<CaptureFeed>, protection: PacketProtection
    ) throws -> StreamSender {
        try StreamSender(
            feed: feed,
            configuration: CodecConfiguration(
                kind: .f32, channels: 2, sampleRate: .dat, maximumPayloadBytes: 1_400),
            inputRate: 48_000, origin: 0, maximumPeriodFrames: 1_024, ssrc: 7, repairSsrc: 9,
            payloadType: 96, protection: protection, packetsPerKey: 10)
    }

    @Test func aPacketLeavesOnceAndItsNumberIsLow() throws {
        let feed = UnsafeMutablePointer<CaptureFeed>.allocate(capacity: 1)
        feed.initialize(
            to: CaptureFeed(channels: 2, sampleRate: 48_000, periodFrames: 128, position: 0))
        defer {
            feed.deinitialize(count: 1)
            feed.deallocate()
        }
        for _ in 0..<20 {
            var sender = try sender(feed, protection: .random(.aeadAES256GCM))
            sender.handle(CycleRecord(position: 0, frames: 128, time: 0))
            #expect(sender.pendingPackets == 1)
            let number = sender.packet(at: 0, now: 1).map { Int($0[2]) << 8 | Int($0[3]) }
            let again = sender.packet(at: 0, now: 2) == nil
            #expect(try #require(number) < 32_768)
            #expect(again)
            #expect(sender.repairSequenceNumber < 32_768)
            #expect(sender.packetsUntilRenewal == 9)
        }
    }
}
