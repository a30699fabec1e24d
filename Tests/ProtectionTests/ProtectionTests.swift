// Packets in and out of protection; without a profile, unchanged, but with every length checked.
import Testing

@testable import Protection

@Suite struct ProtectionTests {
    @Test func inClearPacketsPassUnchanged() {
        var protector = PacketProtector(profile: .none)
        var unprotector = PacketUnprotector(profile: .none)
        for count in [0, 1, 12, 1_500] {
            var packet = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            let before = packet
            let lengths = packet.withUnsafeMutableBytes { bytes -> [Int?] in
                let protected = protector.protect(bytes, length: bytes.count)
                return [protected, unprotector.unprotect(bytes, length: protected ?? -1)]
            }
            #expect(lengths == [count, count])
            #expect(packet == before)
        }
        #expect(ProtectionProfile.none.overheadBytes == 0)
    }

    @Test func lengthsBeyondTheRoomAreRefused() {
        var protector = PacketProtector(profile: .none)
        var unprotector = PacketUnprotector(profile: .none)
        var packet = [UInt8](repeating: 0, count: 20)
        packet.withUnsafeMutableBytes { bytes in
            for length in [-1, 21, Int.min, Int.max] {
                #expect(protector.protect(bytes, length: length) == nil)
                #expect(unprotector.unprotect(bytes, length: length) == nil)
            }
            #expect(protector.protect(bytes, length: 7) == 7)
            #expect(unprotector.unprotect(bytes, length: 7) == 7)
        }
    }
}
