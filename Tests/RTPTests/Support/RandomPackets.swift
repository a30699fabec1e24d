@testable import RTP

extension SeededGenerator {
    /// A well-formed RTP packet with any of CSRC list, extension, capture stamp and padding.
    mutating func rtpPacket() -> [UInt8] {
        let sources = below(3) == 0 ? below(4) : 0
        let hasPadding = below(3) == 0
        let hasExtension = below(2) == 0
        var bytes: [UInt8] = [0x80 | UInt8(sources) | (hasPadding ? 0x20 : 0)]
        if hasExtension { bytes[0] |= 0x10 }
        for _ in 0..<11 + 4 * sources { bytes.append(byte()) }
        if hasExtension {
            var elements: [UInt8] = []
            while below(3) != 0 {
                let length = below(16)
                elements.append(UInt8(below(16) << 4 | length))
                for _ in 0...length { elements.append(byte()) }
            }
            if below(2) == 0 { elements = [0x17] + (0..<8).map { _ in byte() } + elements }
            while elements.count % 4 != 0 { elements.append(0) }
            bytes += [0xbe, 0xde, 0, UInt8(elements.count / 4)] + elements
        }
        for _ in 0..<below(20) { bytes.append(byte()) }
        if hasPadding {
            let padding = 1 + below(8)
            bytes += [UInt8](repeating: 0, count: padding - 1) + [UInt8(padding)]
        }
        return bytes
    }

    /// A random element, written without a description of it.
    mutating func appendPlain(to writer: inout RTCPCompoundWriter) {
        switch below(6) {
        case 4:
            writer.genericNack(
                reporter: word(), media: word(),
                GenericNack(sequenceNumber: UInt16(truncatingIfNeeded: word())))
        case 0:
            writer.receiverReport(ssrc: word())
            for _ in 0..<below(3) { writer.reportBlock(reportBlock()) }
        case 1:
            let name = letters(1 + below(9))
            name.withUnsafeBytes { writer.cname(ssrc: 1, $0) }
        case 2:
            let reason = letters(below(9))
            reason.withUnsafeBytes { writer.goodbye(ssrc: 1, reason: $0) }
        case 3: writer.receiverReferenceTime(ssrc: 1, NTPTime(bits: next()))
        default:
            let reply = ReceiverReferenceReply(
                ssrc: word(), lastReceiverReference: word(),
                delaySinceLastReceiverReference: word())
            writer.receiverReferenceReply(reporter: 1, reply)
        }
    }
}
