/// The cyclic redundancy check of IEEE 802.3, reflected, polynomial 0xEDB88320: finds what was mistyped, and
/// protects from nobody.
enum CRC32 {
    static let byteCount = 4

    static func value(of bytes: some Sequence<UInt8>) -> UInt32 {
        var remainder = UInt32.max
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 {
                remainder = remainder & 1 == 0 ? remainder >> 1 : remainder >> 1 ^ 0xEDB8_8320
            }
        }
        return ~remainder
    }

    /// Big-endian.
    static func bytes(of bytes: some Sequence<UInt8>) -> [UInt8] {
        let value = value(of: bytes)
        return (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) }
    }
}
