/// Frames RTP and RTCP packets on a byte stream: 16 bits of length, then the packet (RFC 4571).
package enum FrameWriter {
    /// Bytes before each packet.
    package static var prefixBytes: Int {
        @_noLocks @_noAllocation get { 2 }
    }

    /// The longest packet that can be framed.
    package static var greatestPacketBytes: Int {
        @_noLocks @_noAllocation get { 65_535 }
    }

    /// Writes the length of a packet that is built in place behind it. Returns the frame's bytes;
    /// nil where `packetBytes` is not 1 … 65 535, or `buffer` cannot hold prefix and packet.
    @_noLocks @_noAllocation
    package static func writePrefix(
        packetBytes: Int, into buffer: UnsafeMutableRawBufferPointer
    ) -> Int? {
        guard packetBytes >= 1, packetBytes <= greatestPacketBytes,
            buffer.count >= prefixBytes + packetBytes
        else { return nil }
        buffer.store(UInt16(packetBytes), at: 0)
        return prefixBytes + packetBytes
    }

    /// Writes a whole frame. Returns its bytes; nil as `writePrefix` does.
    @_noLocks @_noAllocation
    package static func write(
        packet: UnsafeRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer
    ) -> Int? {
        guard let bytes = writePrefix(packetBytes: packet.count, into: buffer) else { return nil }
        buffer.copy(packet, to: prefixBytes)
        return bytes
    }
}
