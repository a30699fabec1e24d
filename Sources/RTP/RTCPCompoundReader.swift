/// Reads a compound RTCP packet in place, one element at a time, while the datagram's memory lives.
///
/// Packet types, SDES items and extended blocks that are not known are passed over. A first packet
/// other than SR or RR is accepted (RFC 5506).
package struct RTCPCompoundReader {
    /// Whether the elements ended because a length inside a packet led beyond its end.
    package internal(set) var isMalformed = false

    let bytes: UnsafeRawBufferPointer

    /// What is left of the packet being read, its padding left out.
    var cursor = 0
    var packetEnd = 0
    var body = Body.none

    /// Whose packet or SDES chunk is being read.
    var ssrc: UInt32 = 0

    private var nextPacket = 0

    /// Where in a packet the reader is, with what is left to read there.
    enum Body {
        case none
        case reportBlocks(Int)
        case chunks(Int)
        case items(chunksAfter: Int)
        case goodbyes(Int, reason: UnsafeRawBufferPointer?)
        case extendedBlocks
        case replies(Int)
        case nacks(media: UInt32)
    }

    /// Nil unless the lengths of the packets add up to the datagram's, each is of version 2, and
    /// only the last has padding (RFC 3550 section A.2).
    @_noLocks @_noAllocation
    package init?(_ datagram: UnsafeRawBufferPointer) {
        bytes = datagram
        guard Self.isWellFramed(datagram) else { return nil }
    }

    /// The next element; nil at the end, and at the first malformed length.
    @_noLocks @_noAllocation
    package mutating func next() -> RTCPElement? {
        while true {
            let element: RTCPElement?
            switch body {
            case .none:
                guard nextPacket < bytes.count else { return nil }
                element = beginPacket()
            case .reportBlocks(let left): element = nextReportBlock(left)
            case .chunks(let left): element = nextChunk(left)
            case .items(let chunks): element = nextItem(chunksAfter: chunks)
            case .goodbyes(let left, let reason): element = nextGoodbye(left, reason: reason)
            case .extendedBlocks: element = nextExtendedBlock()
            case .nacks(let media): element = nextNack(of: media)
            case .replies(let left): element = nextReply(left)
            }
            if let element { return element }
        }
    }

    /// Ends the reading.
    @_noLocks @_noAllocation
    mutating func fail() -> RTCPElement? {
        isMalformed = true
        body = .none
        nextPacket = bytes.count
        return nil
    }

    @_noLocks @_noAllocation
    private mutating func beginPacket() -> RTCPElement? {
        let start = nextPacket
        let count = Int(bytes[start] & 0x1f)
        nextPacket = start + Self.packetBytes(bytes, at: start)
        packetEnd = nextPacket
        if bytes[start] & 0x20 != 0 { packetEnd -= Int(bytes[packetEnd - 1]) }
        cursor = start + 4
        switch bytes[start + 1] {
        case RTCPPacketType.senderReport: return beginSenderReport(blocks: count)
        case RTCPPacketType.receiverReport: return beginReceiverReport(blocks: count)
        case RTCPPacketType.sourceDescription: body = .chunks(count)
        case RTCPPacketType.goodbye: return beginGoodbye(sources: count)
        case RTCPPacketType.transportFeedback: return beginFeedback(format: UInt8(count))
        case RTCPPacketType.extendedReport: return beginExtendedReport()
        default: break
        }
        return nil
    }

    @_noLocks @_noAllocation
    private static func packetBytes(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Int {
        4 * (Int(bytes.bigEndian16(at: start + 2)) + 1)
    }

    @_noLocks @_noAllocation
    private static func isWellFramed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var start = 0
        while bytes.count - start >= 4 {
            let length = packetBytes(bytes, at: start)
            let end = start + length
            guard bytes[start] >> 6 == RTPHeader.version, end <= bytes.count else { return false }
            if bytes[start] & 0x20 != 0 {
                guard end == bytes.count else { return false }
                // The last byte counts the padding, a multiple of four that leaves the header.
                let padding = Int(bytes[end - 1])
                guard padding > 0, padding % 4 == 0, padding <= length - 4 else { return false }
            }
            start = end
        }
        return start == bytes.count && start > 0
    }
}
