import RTP

@testable import Protection

/// One direction of packets: what protects them and what uncovers them.
final class ProtectedWay {
    private var protector: PacketProtector
    private var unprotector: PacketUnprotector

    init(
        _ protection: PacketProtection = .random(.aeadAES256GCM),
        received: PacketProtection? = nil, ssrcs: [UInt32] = [7, 9], window: Int = 128,
        renewal: Int = PacketProtector.packetsPerKey
    ) throws {
        let protector = try PacketProtector(protection, ssrcs: ssrcs, renewal: renewal)
        let unprotector = try PacketUnprotector(
            received ?? protection, ssrcs: [7, 9], window: window)
        self.protector = protector
        self.unprotector = unprotector
    }

    var counts: PacketUnprotector.Counts { unprotector.counts }
    var packetsUntilRenewal: Int { protector.packetsUntilRenewal }

    /// With `room` bytes behind it.
    func protect(_ packet: [UInt8], room: Int = 20) -> [UInt8]? {
        var bytes = packet + [UInt8](repeating: 0xaa, count: room)
        let length = bytes.withUnsafeMutableBytes {
            protector.protect($0, length: packet.count)
        }
        return length.map { Array(bytes[..<$0]) }
    }

    func unprotect(_ packet: [UInt8]) -> [UInt8]? {
        var bytes = packet
        let length = bytes.withUnsafeMutableBytes { unprotector.unprotect($0, length: $0.count) }
        return length.map { Array(bytes[..<$0]) }
    }

    /// Whether packet `number` comes through.
    func carry(_ number: Int) -> Bool { protect(Packet.rtp(number)).flatMap(unprotect) != nil }
}

/// Packets to protect.
enum Packet {
    static func rtp(
        _ number: Int, ssrc: UInt32 = 7, payload: String = "forty-two", hasStamp: Bool = false
    ) -> [UInt8] {
        let header = RTPHeader(
            payloadType: 96, sequenceNumber: UInt16(truncatingIfNeeded: number),
            timestamp: UInt32(truncatingIfNeeded: number * 128), ssrc: ssrc)
        var bytes = [UInt8](repeating: 0, count: RTPHeader.bytesWithCapture)
        let stamp = hasStamp ? CaptureStamp(position: 1 << 33, delayNanoseconds: 77) : nil
        let written = bytes.withUnsafeMutableBytes { header.write(into: $0, capture: stamp) }
        return Array(bytes[..<(written ?? 0)]) + Array(payload.utf8)
    }

    /// A receiver report without blocks, and a reference time.
    static func rtcp(ssrc: UInt32 = 7) -> [UInt8] {
        let sender = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: ssrc >> $0) }
        return [0x80, 201, 0, 1] + sender + [0x80, 207, 0, 4] + sender
            + [4, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8]
    }
}

/// Bytes of hexadecimal digits.
func bytes(_ digits: String) -> [UInt8] {
    stride(from: 0, to: digits.utf8.count, by: 2).compactMap { place in
        let start = digits.index(digits.startIndex, offsetBy: place)
        return UInt8(digits[start...].prefix(2), radix: 16)
    }
}
