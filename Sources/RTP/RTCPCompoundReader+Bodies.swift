/// The bodies of the packet types. Each step yields an element, or moves `body` on and yields none.
extension RTCPCompoundReader {
    private var left: Int {
        @_noLocks @_noAllocation get { packetEnd - cursor }
    }

    // MARK: Reports (RFC 3550 sections 6.4.1 and 6.4.2)

    @_noLocks @_noAllocation
    mutating func beginSenderReport(blocks: Int) -> RTCPElement? {
        guard left >= SenderReport.bytes + blocks * ReportBlock.bytes else { return fail() }
        let report = SenderReport(bytes, at: cursor)
        ssrc = report.ssrc
        cursor += SenderReport.bytes
        body = .reportBlocks(blocks)
        return .senderReport(report)
    }

    @_noLocks @_noAllocation
    mutating func beginReceiverReport(blocks: Int) -> RTCPElement? {
        guard left >= 4 + blocks * ReportBlock.bytes else { return fail() }
        ssrc = bytes.bigEndian32(at: cursor)
        cursor += 4
        body = .reportBlocks(blocks)
        return .receiverReport(ssrc: ssrc)
    }

    @_noLocks @_noAllocation
    mutating func nextReportBlock(_ blocks: Int) -> RTCPElement? {
        guard blocks > 0 else {
            body = .none  // what may follow the blocks is some profile's own
            return nil
        }
        let block = ReportBlock(bytes, at: cursor)
        cursor += ReportBlock.bytes
        body = .reportBlocks(blocks - 1)
        return .reportBlock(reporter: ssrc, block)
    }

    // MARK: Source descriptions (RFC 3550 section 6.5)

    @_noLocks @_noAllocation
    mutating func nextChunk(_ chunks: Int) -> RTCPElement? {
        guard chunks > 0 else {
            body = .none
            return nil
        }
        guard left >= 8 else { return fail() }  // the SSRC and a word that ends the items
        ssrc = bytes.bigEndian32(at: cursor)
        cursor += 4
        body = .items(chunksAfter: chunks - 1)
        return nil
    }

    @_noLocks @_noAllocation
    mutating func nextItem(chunksAfter chunks: Int) -> RTCPElement? {
        guard left >= 1 else { return fail() }
        let type = bytes[cursor]
        guard type != 0 else {
            // Zeros fill the chunk up to a word; packets begin at multiples of four.
            cursor = (cursor + 4) & ~3
            body = .chunks(chunks)
            return nil
        }
        guard left >= 2 else { return fail() }
        let length = Int(bytes[cursor + 1])
        guard left >= 2 + length else { return fail() }
        let text = bytes.bytes(at: cursor + 2, count: length)
        cursor += 2 + length
        return type == 1 ? .cname(ssrc: ssrc, text) : nil
    }

    // MARK: Goodbyes (RFC 3550 section 6.6)

    @_noLocks @_noAllocation
    mutating func beginGoodbye(sources: Int) -> RTCPElement? {
        guard left >= 4 * sources else { return fail() }
        var reason: UnsafeRawBufferPointer?
        let text = cursor + 4 * sources
        if text < packetEnd {
            let length = Int(bytes[text])
            guard packetEnd - text > length else { return fail() }
            if length > 0 { reason = bytes.bytes(at: text + 1, count: length) }
        }
        body = .goodbyes(sources, reason: reason)
        return nil
    }

    @_noLocks @_noAllocation
    mutating func nextGoodbye(_ sources: Int, reason: UnsafeRawBufferPointer?) -> RTCPElement? {
        guard sources > 0 else {
            body = .none
            return nil
        }
        ssrc = bytes.bigEndian32(at: cursor)
        cursor += 4
        body = .goodbyes(sources - 1, reason: reason)
        return .goodbye(ssrc: ssrc, reason: reason)
    }

    // MARK: Feedback (RFC 4585)

    @_noLocks @_noAllocation
    mutating func beginFeedback(format: UInt8) -> RTCPElement? {
        guard left >= 8 else { return fail() }
        ssrc = bytes.bigEndian32(at: cursor)
        let media = bytes.bigEndian32(at: cursor + 4)
        cursor += 8
        if format == GenericNack.format { body = .nacks(media: media) }
        return nil
    }

    @_noLocks @_noAllocation
    mutating func nextNack(of media: UInt32) -> RTCPElement? {
        guard left >= GenericNack.bytes else {
            body = .none
            return nil
        }
        let nack = GenericNack(
            sequenceNumber: bytes.bigEndian16(at: cursor),
            following: bytes.bigEndian16(at: cursor + 2))
        cursor += GenericNack.bytes
        return .genericNack(reporter: ssrc, media: media, nack)
    }

    // MARK: Extended reports (RFC 3611)

    @_noLocks @_noAllocation
    mutating func beginExtendedReport() -> RTCPElement? {
        guard left >= 4 else { return fail() }
        ssrc = bytes.bigEndian32(at: cursor)
        cursor += 4
        body = .extendedBlocks
        return nil
    }

    @_noLocks @_noAllocation
    mutating func nextExtendedBlock() -> RTCPElement? {
        guard left > 0 else {
            body = .none
            return nil
        }
        guard left >= 4 else { return fail() }
        let type = bytes[cursor]
        let length = 4 * Int(bytes.bigEndian16(at: cursor + 2))
        guard left >= 4 + length else { return fail() }
        let content = cursor + 4
        // A known block of a wrong size is passed over like an unknown one.
        if type == RTCPExtendedBlock.receiverReferenceTime, length == 8 {
            cursor = content + length
            let time = NTPTime(bits: bytes.bigEndian64(at: content))
            return .receiverReferenceTime(ssrc: ssrc, time)
        }
        if type == RTCPExtendedBlock.delaySinceLastReceiverReport,
            length % ReceiverReferenceReply.bytes == 0
        {
            cursor = content
            body = .replies(length / ReceiverReferenceReply.bytes)
            return nil
        }
        cursor = content + length
        return nil
    }

    @_noLocks @_noAllocation
    mutating func nextReply(_ replies: Int) -> RTCPElement? {
        guard replies > 0 else {
            body = .extendedBlocks
            return nil
        }
        let reply = ReceiverReferenceReply(bytes, at: cursor)
        cursor += ReceiverReferenceReply.bytes
        body = .replies(replies - 1)
        return .receiverReferenceReply(reporter: ssrc, reply)
    }
}
