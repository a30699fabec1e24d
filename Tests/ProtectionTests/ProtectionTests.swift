// Packets in and out of protection: what comes through, and what is refused and counted.
import Testing

@testable import Protection

@Suite struct ProtectionTests {
    @Test(arguments: [0, 1, 12, 1_500]) func inClearPacketsPassUnchanged(count: Int) throws {
        let way = try ProtectedWay(.none)
        let packet = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let protected = way.protect(packet, room: 0)
        #expect(protected == packet)
        #expect(way.unprotect(packet) == packet)
        #expect(way.packetsUntilRenewal == .max)
    }

    @Test(arguments: [ProtectionProfile.none, .aeadAES256GCM])
    func lengthsBeyondTheRoomAreRefused(profile: ProtectionProfile) throws {
        let protection = PacketProtection.random(profile)
        var protector = try PacketProtector(protection, ssrcs: [7])
        var unprotector = try PacketUnprotector(protection, ssrcs: [7])
        var packet = Packet.rtp(1)
        packet.withUnsafeMutableBytes { bytes in
            for length in [-1, bytes.count + 1, Int.min, Int.max] {
                #expect(protector.protect(bytes, length: length) == nil)
                #expect(unprotector.unprotect(bytes, length: length) == nil)
            }
        }
    }

    @Test(arguments: [(false, 12), (true, 28)])
    func soundIsHiddenAndHeadersAreNot(hasStamp: Bool, header: Int) throws {
        let way = try ProtectedWay()
        let packet = Packet.rtp(5, payload: "the quick brown fox", hasStamp: hasStamp)
        let made = try #require(way.protect(packet, room: 16))
        #expect(made.count == packet.count + 16)
        #expect(made[..<header] == packet[..<header])
        #expect(zip(made[header...], packet[header...]).filter { $0 == $1 }.count < 6)
        #expect(way.unprotect(made) == packet)
        #expect(way.counts == .init())
    }

    @Test func reportsGoThrough() throws {
        let way = try ProtectedWay()
        for _ in 0..<3 {
            let made = try #require(way.protect(Packet.rtcp()))
            #expect(made.count == Packet.rtcp().count + 20)
            #expect(made[..<8] == Packet.rtcp()[..<8])
            #expect(way.unprotect(made) == Packet.rtcp())
        }
    }

    @Test func withoutRoomNothingIsProtected() throws {
        let way = try ProtectedWay()
        #expect(way.protect(Packet.rtp(1), room: 15) == nil)
        #expect(way.protect(Packet.rtcp(), room: 19) == nil)
    }

    @Test(arguments: [Packet.rtp(900, hasStamp: true), Packet.rtp(900), Packet.rtcp()])
    func anyBitChangedIsNoticed(packet: [UInt8]) throws {
        let way = try ProtectedWay()
        let made = try #require(way.protect(packet))
        for bit in 0..<8 * made.count {
            var changed = made
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(way.unprotect(changed) == nil, "bit \(bit)")
        }
        #expect(way.counts.notAuthentic > 6 * made.count)
        #expect(way.unprotect(made) == packet)
    }

    @Test func aPacketCutShortIsRefused() throws {
        let way = try ProtectedWay()
        for packet in [Packet.rtp(3, hasStamp: true), Packet.rtcp()] {
            let made = try #require(way.protect(packet))
            for length in 0..<made.count {
                #expect(way.unprotect(Array(made[..<length])) == nil, "\(length) bytes")
            }
            #expect(way.unprotect(made + [0]) == nil)
        }
    }

    @Test func anotherKeyIsNotAuthentic() throws {
        let way = try ProtectedWay(received: .random(.aeadAES256GCM))
        #expect(!way.carry(1) && !way.carry(2))
        #expect(way.counts == .init(notAuthentic: 2, refusedInARow: 2))
    }

    @Test func strangersAreNotCounted() throws {
        let way = try ProtectedWay(ssrcs: [7, 9, 11])
        let stranger = try #require(way.protect(Packet.rtp(1, ssrc: 11)))
        #expect(way.unprotect(stranger) == nil)
        let report = try #require(way.protect(Packet.rtcp(ssrc: 11)))
        #expect(way.unprotect(report) == nil)
        #expect(way.counts == .init())
        #expect(way.protect(Packet.rtp(1, ssrc: 12)) == nil)
    }

    @Test func bothStreamsOfOneKeyHaveNumbersOfTheirOwn() throws {
        let way = try ProtectedWay()
        for number in 0..<5 {
            for ssrc: UInt32 in [7, 9] {
                let packet = Packet.rtp(number, ssrc: ssrc)
                let made = try #require(way.protect(packet))
                #expect(way.unprotect(made) == packet)
            }
        }
    }
}
