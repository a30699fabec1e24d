// Numbers of packets: what comes again, late, or after their wrap; and how long a key is used.
import Testing

@testable import Protection

@Suite struct ReplayTests {
    /// The run is that of the first SSRC's RTP: what the others send may be good all the while.
    @Test(arguments: [(Packet.rtp(1), 2), (Packet.rtp(1, ssrc: 9), 0), (Packet.rtcp(), 0)])
    func aReplayIsCounted(packet: [UInt8], run: Int) throws {
        let way = try ProtectedWay()
        let made = try #require(way.protect(packet))
        #expect(way.unprotect(made) == packet)
        #expect(way.unprotect(made) == nil)
        #expect(way.unprotect(made) == nil)
        #expect(way.counts == .init(replayed: 2, refusedInARow: run))
        for other in [Packet.rtp(2, ssrc: 9), Packet.rtcp()] {
            #expect(way.protect(other).flatMap(way.unprotect) == other)
        }
        #expect(way.counts.refusedInARow == run)
        #expect(way.carry(2))
        #expect(way.counts.refusedInARow == 0)
    }

    @Test(arguments: [(-1, 128), (128, 128), (512, 512), (1_000_000, 32_768)])
    func whatIsInTheWindowMayComeLate(asked: Int, window: Int) throws {
        let way = try ProtectedWay(window: asked)
        let count = window + 1
        let made = (0..<count).compactMap { way.protect(Packet.rtp($0)) }
        #expect(made.count == count)
        #expect(way.unprotect(made[count - 1]) != nil)
        #expect(way.unprotect(made[0]) == nil, "older than the window")
        #expect(way.counts == .init(replayed: 1, refusedInARow: 1))
        #expect(way.unprotect(made[1]) != nil, "the oldest of the window")
        #expect(way.counts.refusedInARow == 0)
        #expect(way.unprotect(made[1]) == nil)
    }

    @Test func numbersMayWrap() throws {
        let way = try ProtectedWay()
        let numbers = [32_000, 60_000, 65_534, 65_535, 65_536, 65_537, 90_000, 120_000, 131_075]
        for number in numbers { #expect(way.carry(number), "\(number)") }
        #expect(way.counts == .init())
    }

    /// The first packets may be lost where the numbers begin below 2^15, and not where they end there.
    @Test(arguments: [(32_767, 40_000, true), (65_500, 65_600, false)])
    func whereTheNumbersBegin(first: Int, next: Int, isGood: Bool) throws {
        let way = try ProtectedWay()
        #expect(way.protect(Packet.rtp(first)) != nil)
        #expect(way.carry(next) == isGood)
    }

    /// Why a stream is renewed after a long gap: half of the numbers are missing, so how often they have
    /// wrapped is mistaken, and stays so.
    @Test func afterALongGapNothingIsAuthenticAnyMore() throws {
        let way = try ProtectedWay()
        for number in stride(from: 0, through: 50_000, by: 10_000) { #expect(way.carry(number)) }
        for number in stride(from: 50_000, through: 90_000, by: 10_000).dropFirst() {
            #expect(way.protect(Packet.rtp(number)) != nil)
        }
        let packets = 30_000
        let good = (90_001...90_000 + packets).filter(way.carry)
        #expect(good == [])
        #expect(way.counts.refusedInARow == packets)
        #expect(way.counts.replayed + way.counts.notAuthentic == packets)
        #expect(way.counts.notAuthentic > 0 && way.counts.replayed > 0)
    }

    @Test func aShorterGapDoesNoHarm() throws {
        let way = try ProtectedWay()
        for number in [0, 32_000, 64_000, 96_000] { #expect(way.carry(number)) }
    }

    /// Two packets under one number would have one nonce.
    @Test func aNumberIsUsedOnce() throws {
        let way = try ProtectedWay()
        #expect(way.protect(Packet.rtp(8)) != nil)
        #expect(way.protect(Packet.rtp(8)) == nil)
        #expect(way.protect(Packet.rtp(8, payload: "other")) == nil)
        #expect(way.protect(Packet.rtp(9)) != nil)
    }

    @Test func aKeyIsUsedUp() throws {
        let way = try ProtectedWay(renewal: 5)
        #expect(way.packetsUntilRenewal == 5)
        for number in 0..<4 { #expect(way.carry(number)) }
        #expect(way.protect(Packet.rtcp()) != nil)
        #expect(way.packetsUntilRenewal == 0)
        for number in 4..<9 { #expect(way.carry(number), "until the stream is renewed") }
        #expect(way.packetsUntilRenewal == 0)
        #expect(way.protect(Packet.rtp(9)) == nil)
        #expect(way.protect(Packet.rtcp()) == nil)
    }

    @Test func aKeyIsRenewedBeforeItsLimits() throws {
        #expect(try ProtectedWay().packetsUntilRenewal == 1 << 31)
    }
}
