/// A received RTP packet, seen in place: it lives as long as the datagram's memory does.
package struct RTPPacketView {
    /// The fixed header.
    package let header: RTPHeader

    /// What lies between the header (CSRC list and extension included) and the padding, if anything.
    package let payload: UnsafeRawBufferPointer

    /// The sender's stamp, where the packet carries one.
    package let capture: CaptureStamp?

    /// Reads one datagram (checks of RFC 3550 section A.1); nil where it is no well-formed packet.
    @_noLocks @_noAllocation
    package static func parse(_ datagram: UnsafeRawBufferPointer) -> RTPPacketView? {
        guard datagram.count >= RTPHeader.fixedBytes else { return nil }
        let flags = datagram[0]
        guard flags >> 6 == RTPHeader.version else { return nil }
        let hasPadding = flags & 0x20 != 0
        let hasExtension = flags & 0x10 != 0

        var start = RTPHeader.fixedBytes + 4 * Int(flags & 0x0f)  // past the CSRC list
        var end = datagram.count
        guard start <= end else { return nil }

        var capture: CaptureStamp?
        if hasExtension {
            guard end - start >= 4 else { return nil }
            let profile = datagram.bigEndian16(at: start)
            let length = 4 * Int(datagram.bigEndian16(at: start + 2))
            start += 4
            guard end - start >= length else { return nil }
            if profile == CaptureStamp.oneByteProfile {
                capture = CaptureStamp.find(in: datagram.bytes(at: start, count: length))
            }
            start += length
        }
        if hasPadding {
            // The last byte counts the padding, itself included.
            let padding = Int(datagram[end - 1])
            guard padding >= 1, padding <= end - start else { return nil }
            end -= padding
        }

        let header = RTPHeader(
            padding: hasPadding, marker: datagram[1] & 0x80 != 0, payloadType: datagram[1] & 0x7f,
            sequenceNumber: datagram.bigEndian16(at: 2), timestamp: datagram.bigEndian32(at: 4),
            ssrc: datagram.bigEndian32(at: 8))
        let payload = datagram.bytes(at: start, count: end - start)
        return RTPPacketView(header: header, payload: payload, capture: capture)
    }
}
