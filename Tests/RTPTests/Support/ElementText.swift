@testable import RTP

/// An element in words that can be compared after the packet's memory is gone.
func text(_ element: RTCPElement) -> String {
    switch element {
    case .senderReport(let report): return "SR \(report)"
    case .receiverReport(let ssrc): return "RR \(ssrc)"
    case .reportBlock(let reporter, let block): return "block \(reporter) \(block)"
    case .cname(let ssrc, let name): return "CNAME \(ssrc) \(String(decoding: name, as: UTF8.self))"
    case .goodbye(let ssrc, let reason):
        return "BYE \(ssrc) \(reason.map { String(decoding: $0, as: UTF8.self) } ?? "-")"
    case .genericNack(let reporter, let media, let nack):
        return "NACK \(reporter) \(media) \(nack)"
    case .receiverReferenceTime(let ssrc, let time): return "RRTR \(ssrc) \(time)"
    case .receiverReferenceReply(let reporter, let reply): return "DLRR \(reporter) \(reply)"
    }
}

/// All elements of a compound, and whether it broke off; nil where its framing is refused.
func read(_ bytes: [UInt8]) -> (elements: [String], isMalformed: Bool)? {
    let memory = GuardedMemory()
    guard var reader = RTCPCompoundReader(memory.holding(bytes)) else { return nil }
    var elements: [String] = []
    while let element = reader.next() { elements.append(text(element)) }
    return (elements, reader.isMalformed)
}

extension SeededGenerator {
    mutating func word() -> UInt32 { UInt32(truncatingIfNeeded: next()) }

    mutating func reportBlock() -> ReportBlock {
        ReportBlock(
            ssrc: word(), fractionLost: byte(), cumulativeLost: Int32(below(1 << 24)) - (1 << 23),
            highestSequence: word(), interarrivalJitter: word(), lastSenderReport: word(),
            delaySinceLastSenderReport: word())
    }

    mutating func letters(_ count: Int) -> [UInt8] { (0..<count).map { _ in 97 + byte() % 26 } }

    /// Writes a random element, and returns it in words.
    mutating func append(to writer: inout RTCPCompoundWriter) -> [String] {
        switch below(7) {
        case 0:
            let report = SenderReport(
                ssrc: word(), ntpTime: NTPTime(bits: next()), rtpTimestamp: word(),
                packetCount: word(), octetCount: word())
            writer.senderReport(report)
            return ["SR \(report)"] + appendBlocks(to: &writer, reporter: report.ssrc)
        case 1:
            let ssrc = word()
            writer.receiverReport(ssrc: ssrc)
            return ["RR \(ssrc)"] + appendBlocks(to: &writer, reporter: ssrc)
        case 2:
            let (ssrc, name) = (word(), letters(1 + below(20)))
            name.withUnsafeBytes { writer.cname(ssrc: ssrc, $0) }
            return ["CNAME \(ssrc) \(String(decoding: name, as: UTF8.self))"]
        case 3:
            let (ssrc, reason) = (word(), letters(below(20)))
            reason.withUnsafeBytes { writer.goodbye(ssrc: ssrc, reason: $0) }
            return ["BYE \(ssrc) \(reason.isEmpty ? "-" : String(decoding: reason, as: UTF8.self))"]
        case 4:
            let (ssrc, time) = (word(), NTPTime(bits: next()))
            writer.receiverReferenceTime(ssrc: ssrc, time)
            return ["RRTR \(ssrc) \(time)"]
        case 5: return appendNacks(to: &writer)
        default:
            let reporter = word()
            let reply = ReceiverReferenceReply(
                ssrc: word(), lastReceiverReference: word(),
                delaySinceLastReceiverReference: word())
            writer.receiverReferenceReply(reporter: reporter, reply)
            return ["DLRR \(reporter) \(reply)"]
        }
    }

    private mutating func appendNacks(to writer: inout RTCPCompoundWriter) -> [String] {
        let (reporter, media) = (word(), word())
        let nacks = (0...below(4)).map { _ in
            GenericNack(
                sequenceNumber: UInt16(truncatingIfNeeded: word()),
                following: UInt16(truncatingIfNeeded: word()))
        }
        writer.genericNack(reporter: reporter, media: media, nacks[0])
        for nack in nacks.dropFirst() { writer.nack(nack) }
        return nacks.map { "NACK \(reporter) \(media) \($0)" }
    }

    private mutating func appendBlocks(
        to writer: inout RTCPCompoundWriter, reporter: UInt32
    ) -> [String] {
        (0..<below(4)).map { _ in
            let block = reportBlock()
            writer.reportBlock(block)
            return "block \(reporter) \(block)"
        }
    }
}
