/// A packet of parity over a block of the stream's packets: an RTP packet of the repair's SSRC, with a
/// private payload and the timestamp of the block's last packet.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+---------------+---------------+
///     |        first number           |     data      |    parity     |
///     +---------------+---------------+---------------+---------------+
///     |     index     |     zero      |  shard, up to the packet's end  …
///     +---------------+---------------+---------------
///
/// The block is the `data` packets, 1 … 32, from `first` on without a gap, followed by `parity` packets
/// like this one, 1 … 16, of which this is number `index`, from 0. All shards of a block have one
/// length, in which the longest of its packets fits; what a shard is made of, `ParityShard` says.
package struct ParityPayload {
    /// Bytes before the shard.
    package static var headerBytes: Int {
        @_noLocks @_noAllocation get { 6 }
    }

    /// The most packets of data in a block.
    package static var mostData: Int {
        @_noLocks @_noAllocation get { 32 }
    }

    /// The most packets of parity for a block.
    package static var mostParity: Int {
        @_noLocks @_noAllocation get { 16 }
    }

    /// Which block this belongs to, and which of its parities it is.
    package struct Header: Hashable, Sendable {
        /// The sequence number of the block's first packet.
        package var first: UInt16
        /// Packets of data in the block, 1 … `mostData`.
        package var data: Int
        /// Packets of parity for it, 1 … `mostParity`.
        package var parity: Int
        /// 0 ..< `parity`.
        package var index: Int

        /// Nil for a block that cannot be.
        @_noLocks @_noAllocation
        package init?(first: UInt16, data: Int, parity: Int, index: Int) {
            guard data >= 1, data <= ParityPayload.mostData, parity >= 1,
                parity <= ParityPayload.mostParity, index >= 0, index < parity
            else { return nil }
            self.first = first
            self.data = data
            self.parity = parity
            self.index = index
        }

        /// Writes the header at `offset`; the caller has checked that it fits.
        @_noLocks @_noAllocation
        package func write(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) {
            buffer.store(first, at: offset)
            buffer[offset + 2] = UInt8(truncatingIfNeeded: data)
            buffer[offset + 3] = UInt8(truncatingIfNeeded: parity)
            buffer[offset + 4] = UInt8(truncatingIfNeeded: index)
            buffer[offset + 5] = 0
        }
    }

    package let header: Header
    /// Lives as long as the datagram's memory does; never empty.
    package let shard: UnsafeRawBufferPointer

    /// Reads a packet's payload; nil where its numbers cannot be, or no shard follows. The byte that is
    /// zero now may come to mean something: it is not looked at.
    @_noLocks @_noAllocation
    package init?(_ payload: UnsafeRawBufferPointer) {
        guard payload.count > Self.headerBytes,
            let header = Header(
                first: payload.bigEndian16(at: 0), data: Int(payload[2]), parity: Int(payload[3]),
                index: Int(payload[4]))
        else { return nil }
        self.header = header
        shard = payload.bytes(
            at: Self.headerBytes, count: payload.count - Self.headerBytes)
    }
}
