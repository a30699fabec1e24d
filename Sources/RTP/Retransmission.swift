/// A packet that is sent again, or for the second time: an RTP packet of an SSRC of its own, with the
/// original's timestamp and, before the original's payload, its sequence number (RFC 4588 section 4).
package struct Retransmission {
    /// Bytes before the payload.
    package static var prefixBytes: Int {
        @_noLocks @_noAllocation get { 2 }
    }

    /// The original's (OSN).
    package let sequenceNumber: UInt16
    package let payload: UnsafeRawBufferPointer

    /// Reads a packet's payload; nil where it is too short.
    @_noLocks @_noAllocation
    package init?(_ payload: UnsafeRawBufferPointer) {
        guard payload.count > Self.prefixBytes else { return nil }
        sequenceNumber = payload.bigEndian16(at: 0)
        self.payload = payload.bytes(at: 2, count: payload.count - 2)
    }

    /// Writes the number of the original at `offset`; the caller has checked that it fits.
    @_noLocks @_noAllocation
    package static func write(
        _ sequenceNumber: UInt16, into buffer: UnsafeMutableRawBufferPointer, at offset: Int
    ) {
        buffer.store(sequenceNumber, at: offset)
    }
}
