// What others make of the same key and packet: RFC 7714's packets (sections 16.2 and 17.3). The RFC gives the
// keys of the session, after derivation; here they are the master key and salt, so what is expected was
// computed by OpenSSL: its AES-256-CTR derived the session's keys (RFC 3711 section 4.3), and its
// AES-256-GCM, which on the RFC's own keys gives the RFC's results, made the packets.
import Testing

@testable import Protection

@Suite struct VectorTests {
    private static let rtp =
        "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e20706172746573"
        + "2074726573"
    private static let rtcp =
        "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefde"
        + "adbeefdeadbeef"

    @Test(arguments: [
        (
            rtp,
            "8040f17b8041f8d35501a0b2df5b1e1f065082d0567f12496f9de28ac7f237738c1577d4f1a9f1b89420cd"
                + "94a57fec994be3e31c8ef3a25e1890b801251d3e1293c7"
        ),
        (
            rtcp,
            "81c8000d4d61727382e8741a30d28f9fb257d16c53ce11eaa47d257c0ae25eb5f20e89591d532df8ecd98a"
                + "5391cc446edd535fb3d8a79b042381a9af6ed2150d2665604380000001"
        ),
    ])
    func thePacketsAreTheOnesOfOthers(clear: String, expected: String) throws {
        let key = (0..<32).map { UInt8($0) } + Array("Quid pro quo".utf8)
        let protection = PacketProtection.aeadAES256GCM(try #require(MediaKey(key)))
        let ssrcs: [UInt32] = [0x5501_a0b2, 0x4d61_7273]
        var protector = try PacketProtector(protection, ssrcs: ssrcs)
        var unprotector = try PacketUnprotector(protection, ssrcs: ssrcs)
        var packet = bytes(clear) + [UInt8](repeating: 0, count: 20)
        let lengths = packet.withUnsafeMutableBytes { room -> [Int?] in
            let made = protector.protect(room, length: clear.utf8.count / 2)
            #expect(Array(room[..<(made ?? 0)]) == bytes(expected))
            return [made, unprotector.unprotect(room, length: made ?? 0)]
        }
        #expect(lengths == [expected.utf8.count / 2, clear.utf8.count / 2])
        #expect(Array(packet[..<(clear.utf8.count / 2)]) == bytes(clear))
    }
}
