/// Writes a compound RTCP packet into memory that outlives it: an SR or RR first, then a CNAME
/// (RFC 3550 section 6.1), then the rest in any order.
///
/// Nothing fails in between: what does not fit makes `finish` return nil.
package struct RTCPCompoundWriter {
    private let buffer: UnsafeMutableRawBufferPointer
    private var length = 0
    private var hasFailed = false

    /// Where the report is that further blocks belong to.
    private var openReport: Int?

    /// Where the feedback is that further requests belong to.
    private var openFeedback: Int?

    @_noLocks @_noAllocation
    package init(into buffer: UnsafeMutableRawBufferPointer) {
        self.buffer = buffer
    }

    /// The bytes of the compound; nil where it is empty, or something did not fit.
    @_noLocks @_noAllocation
    package func finish() -> Int? { hasFailed || length == 0 ? nil : length }

    /// An SR; report blocks may follow at once.
    @_noLocks @_noAllocation
    package mutating func senderReport(_ report: SenderReport) {
        let bytes = SenderReport.bytes
        guard let start = begin(RTCPPacketType.senderReport, count: 0, body: bytes) else { return }
        report.write(into: buffer, at: start + 4)
        openReport = start
    }

    /// An RR; report blocks may follow at once.
    @_noLocks @_noAllocation
    package mutating func receiverReport(ssrc: UInt32) {
        guard let start = begin(RTCPPacketType.receiverReport, count: 0, body: 4) else { return }
        buffer.store(ssrc, at: start + 4)
        openReport = start
    }

    /// A block of the report just begun, which holds 31 at most.
    @_noLocks @_noAllocation
    package mutating func reportBlock(_ block: ReportBlock) {
        guard let report = openReport, buffer[report] & 0x1f < 31,
            buffer.count - length >= ReportBlock.bytes
        else {
            hasFailed = true
            return
        }
        block.write(into: buffer, at: length)
        length += ReportBlock.bytes
        buffer[report] += 1
        storeLength(of: report)
    }

    /// An SDES packet with a canonical name of 1 … 255 bytes of UTF-8.
    @_noLocks @_noAllocation
    package mutating func cname(ssrc: UInt32, _ name: UnsafeRawBufferPointer) {
        guard (1...255).contains(name.count) else {
            hasFailed = true
            return
        }
        // The list of items ends with at least one zero byte (RFC 3550 section 6.5).
        let body = Self.padded(4 + 2 + name.count + 1)
        let type = RTCPPacketType.sourceDescription
        guard let start = begin(type, count: 1, body: body) else { return }
        buffer.store(ssrc, at: start + 4)
        buffer[start + 8] = 1  // CNAME
        buffer[start + 9] = UInt8(name.count)
        buffer.copy(name, to: start + 10)
    }

    /// A BYE; a reason longer than 255 bytes is cut between two characters.
    @_noLocks @_noAllocation
    package mutating func goodbye(ssrc: UInt32, reason: UnsafeRawBufferPointer? = nil) {
        let text = Self.cut(reason ?? UnsafeRawBufferPointer(start: nil, count: 0))
        let body = Self.padded(4 + (text.isEmpty ? 0 : 1 + text.count))
        guard let start = begin(RTCPPacketType.goodbye, count: 1, body: body) else { return }
        buffer.store(ssrc, at: start + 4)
        guard !text.isEmpty else { return }
        buffer[start + 8] = UInt8(text.count)
        buffer.copy(text, to: start + 9)
    }

    /// Asks for packets of `media` again; more may follow at once with `nack`.
    @_noLocks @_noAllocation
    package mutating func genericNack(reporter: UInt32, media: UInt32, _ nack: GenericNack) {
        let type = RTCPPacketType.transportFeedback
        let body = 8 + GenericNack.bytes
        guard let start = begin(type, count: GenericNack.format, body: body) else { return }
        buffer.store(reporter, at: start + 4)
        buffer.store(media, at: start + 8)
        buffer.store(nack.sequenceNumber, at: start + 12)
        buffer.store(nack.following, at: start + 14)
        openFeedback = start
    }

    /// Adds to the request that has just been begun.
    @_noLocks @_noAllocation
    package mutating func nack(_ nack: GenericNack) {
        guard let start = openFeedback, buffer.count - length >= GenericNack.bytes else {
            hasFailed = true
            return
        }
        buffer.store(nack.sequenceNumber, at: length)
        buffer.store(nack.following, at: length + 2)
        length += GenericNack.bytes
        storeLength(of: start)
    }

    /// Asks for all packets of `media` with these extended numbers, in rising order.
    @_noLocks @_noAllocation
    package mutating func genericNacks(
        reporter: UInt32, media: UInt32, _ numbers: UnsafeBufferPointer<Int64>
    ) {
        guard numbers.count > 0 else { return }
        var request = GenericNack(sequenceNumber: UInt16(truncatingIfNeeded: numbers[0]))
        var isFirst = true
        for index in 1...numbers.count {
            if index < numbers.count,
                request.add(UInt16(truncatingIfNeeded: numbers[index]))
            {
                continue
            }
            if isFirst {
                genericNack(reporter: reporter, media: media, request)
            } else {
                nack(request)
            }
            isFirst = false
            guard index < numbers.count else { return }
            request = GenericNack(sequenceNumber: UInt16(truncatingIfNeeded: numbers[index]))
        }
    }

    /// An XR packet with a receiver's reference time, for the sender to answer.
    @_noLocks @_noAllocation
    package mutating func receiverReferenceTime(ssrc: UInt32, _ time: NTPTime) {
        let type = RTCPExtendedBlock.receiverReferenceTime
        guard let block = beginExtendedReport(ssrc: ssrc, type, content: 8) else { return }
        buffer.store(time.bits, at: block)
    }

    /// An XR packet with the answer to one.
    @_noLocks @_noAllocation
    package mutating func receiverReferenceReply(
        reporter: UInt32, _ reply: ReceiverReferenceReply
    ) {
        let type = RTCPExtendedBlock.delaySinceLastReceiverReport
        let bytes = ReceiverReferenceReply.bytes
        guard let block = beginExtendedReport(ssrc: reporter, type, content: bytes) else { return }
        reply.write(into: buffer, at: block)
    }

    /// Returns where the block's content goes.
    @_noLocks @_noAllocation
    private mutating func beginExtendedReport(
        ssrc: UInt32, _ block: UInt8, content: Int
    ) -> Int? {
        let type = RTCPPacketType.extendedReport
        guard let start = begin(type, count: 0, body: 8 + content) else { return nil }
        buffer.store(ssrc, at: start + 4)
        buffer[start + 8] = block
        buffer.store(UInt16(content / 4), at: start + 10)
        return start + 12
    }

    /// Reserves a packet with a zeroed body of whole words, and returns its offset.
    @_noLocks @_noAllocation
    private mutating func begin(_ type: UInt8, count: UInt8, body: Int) -> Int? {
        openReport = nil
        openFeedback = nil
        guard buffer.count - length >= 4 + body else {
            hasFailed = true
            return nil
        }
        let start = length
        length += 4 + body
        for offset in start..<length { buffer[offset] = 0 }
        buffer[start] = RTPHeader.version << 6 | count
        buffer[start + 1] = type
        storeLength(of: start)
        return start
    }

    /// The length field counts words, less one; the packet reaches to the end of what is written.
    @_noLocks @_noAllocation
    private func storeLength(of start: Int) {
        buffer.store(UInt16((length - start) / 4 - 1), at: start + 2)
    }

    @_noLocks @_noAllocation
    private static func padded(_ bytes: Int) -> Int { (bytes + 3) & ~3 }

    @_noLocks @_noAllocation
    private static func cut(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard text.count > 255 else { return text }
        var count = 255
        // In UTF-8 a byte 10xxxxxx continues a character.
        while count > 0, text[count] & 0xc0 == 0x80 { count -= 1 }
        return text.bytes(at: 0, count: count)
    }
}
