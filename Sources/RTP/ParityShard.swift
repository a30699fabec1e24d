/// What is coded of a packet: the length of its payload (2 bytes), its timestamp (4 bytes), and the
/// payload; the rest of the shard is zero. The sequence number is the packet's place in the block.
package struct ParityShard {
    /// Bytes before the payload.
    package static var prefixBytes: Int {
        @_noLocks @_noAllocation get { 6 }
    }

    package let timestamp: UInt32
    /// Lies in the shard's memory; never empty.
    package let payload: UnsafeRawBufferPointer

    /// Reads a shard, nil where it contradicts itself: parity of others' making gives such ones.
    @_noLocks @_noAllocation
    package init?(_ shard: UnsafeRawBufferPointer) {
        guard shard.count > Self.prefixBytes else { return nil }
        let length = Int(shard.bigEndian16(at: 0))
        guard length > 0, length <= shard.count - Self.prefixBytes else { return nil }
        timestamp = shard.bigEndian32(at: 2)
        payload = shard.bytes(at: Self.prefixBytes, count: length)
    }

    /// Writes a packet as a shard that fills `buffer`; false, and nothing written, where it does not
    /// fit or is empty.
    @_noLocks @_noAllocation
    package static func write(
        timestamp: UInt32, payload: UnsafeRawBufferPointer,
        into buffer: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let end = prefixBytes + payload.count
        guard !payload.isEmpty, payload.count <= 0xffff, end <= buffer.count else { return false }
        buffer.store(UInt16(truncatingIfNeeded: payload.count), at: 0)
        buffer.store(timestamp, at: 2)
        buffer.copy(payload, to: prefixBytes)
        var offset = end
        while offset < buffer.count {
            buffer[offset] = 0
            offset += 1
        }
        return true
    }
}
