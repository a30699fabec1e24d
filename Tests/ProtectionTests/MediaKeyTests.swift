// Keys of streams: their text for the session, and that nothing else shows them.
import Testing

@testable import Protection

@Suite struct MediaKeyTests {
    @Test func theTextIsBase64() throws {
        let key = try #require(MediaKey((0..<44).map { UInt8($0) }))
        #expect(key.text == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKis=")
        #expect(MediaKey(key.text) == key)
    }

    @Test(arguments: [
        "", "AAECAw==", "not base64", String(repeating: "A", count: 60),
        String(repeating: "A", count: 59) + "\n",
    ])
    func otherTextIsNoKey(text: String) { #expect(MediaKey(text) == nil) }

    @Test func otherLengthsAreNoKey() {
        #expect(MediaKey([UInt8](repeating: 1, count: 43)) == nil)
        #expect(MediaKey([UInt8](repeating: 1, count: 45)) == nil)
    }

    @Test func keysAreFresh() { #expect(MediaKey.random() != MediaKey.random()) }

    @Test func nothingPrintsIt() throws {
        let key = try #require(MediaKey([UInt8](repeating: 200, count: 44)))
        let protection = PacketProtection.aeadAES256GCM(key)
        var dumped = ""
        dump(protection, to: &dumped)
        for text in ["\(key)", "\(protection)", String(reflecting: protection), dumped] {
            #expect(text.contains("(secret)") && !text.contains("200"), "\(text)")
        }
    }

    @Test func anErrorIsOneLine() {
        let error = ProtectionError.srtp(call: "srtp_create", status: 1)
        #expect(
            error.description
                == "srtp: srtp_create failed with status 1; check the libsrtp2 installation "
                + "(it must have AES-GCM, by NSS or OpenSSL) and memory")
    }
}
