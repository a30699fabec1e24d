import CPeers

/// AES-256-GCM over a link's packets, with a nonce that counts and nothing else of SRTP.
final class BareLink {
    private let (sealing, opening): (OpaquePointer, OpaquePointer)
    private var sent: UInt64 = 0
    private var heard: UInt64 = 0
    private var nonce = [UInt8](repeating: 0, count: 12)

    struct Failure: Error {}

    init() throws {
        let key = [UInt8](repeating: 0x5a, count: 32)
        guard let sealing = gcm_new(key, 1), let opening = gcm_new(key, 0) else { throw Failure() }
        (self.sealing, self.opening) = (sealing, opening)
    }

    deinit {
        gcm_free(sealing)
        gcm_free(opening)
    }

    /// Seals a packet whose last 16 bytes are room.
    func protect(_ packet: inout [UInt8]) throws {
        sent += 1
        try pass(&packet, sent) { gcm_seal(sealing, $0, $1, $2, $3, $4) }
    }

    func unprotect(_ packet: inout [UInt8]) throws {
        heard += 1
        try pass(&packet, heard) { gcm_open(opening, $0, $1, $2, $3, $4) }
    }

    private func pass(
        _ packet: inout [UInt8], _ number: UInt64,
        _ call: (
            UnsafePointer<UInt8>, UnsafePointer<UInt8>, Int, UnsafeMutablePointer<UInt8>, Int
        ) -> Int32
    ) throws {
        withUnsafeBytes(of: number) { nonce.replaceSubrange(4..<12, with: $0) }
        let header = PeriodPackets.headerBytes(packet)
        let isGood = nonce.withUnsafeBufferPointer { nonce in
            packet.withUnsafeMutableBufferPointer { bytes in
                guard let nonce = nonce.baseAddress, let base = bytes.baseAddress else {
                    return false
                }
                return call(nonce, base, header, base + header, bytes.count - header - 16) == 1
            }
        }
        guard isGood else { throw Failure() }
    }
}
