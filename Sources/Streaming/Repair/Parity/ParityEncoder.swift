package import RTP

/// Makes a sender's packets of parity: each packet that is sent is added to its block's parities, and
/// when the block is complete these go out beside the packets that follow, one for each, so that a burst
/// takes few of them. Sans-IO; one thread, the media thread; nothing allocates after init.
package struct ParityEncoder: ~Copyable {
    /// A packet of parity as it is to be sent.
    package struct Packet {
        package var header: ParityPayload.Header
        package var timestamp: UInt32
        package var shard: UnsafeRawBufferPointer
    }

    /// A block, being filled or being sent.
    private struct Block {
        var first: UInt16 = 0
        var timestamp: UInt32 = 0
        var data = 0
        var parity = 0
        /// Of its longest shard.
        var bytes = 0
        /// Parities that are sent.
        var sent = 0
    }

    private let code = ReedSolomon()
    private let payloadBytes: Int
    private let scratch: ShardStore
    /// Two sets of parities, that of the block that is filled and that of the one before.
    private let parities: ShardStore
    private let pointers: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
    private var filling = 0
    private var open = Block()
    private var closed = Block()
    /// Packets of data and of parity in a block; without parity there are no blocks.
    private var dataPackets = 0
    private var parityPackets = 0

    /// For payloads of at most `payloadBytes`.
    package init(payloadBytes: Int) {
        self.payloadBytes = payloadBytes
        scratch = ShardStore(1, payloadBytes: payloadBytes)
        parities = ShardStore(2 * ParityPayload.mostParity, payloadBytes: payloadBytes)
        pointers = .allocate(capacity: ParityPayload.mostParity)
        pointers.initialize(repeating: nil, count: ParityPayload.mostParity)
    }

    deinit { pointers.deallocate() }

    /// From the next packet on, blocks are of `data` packets and get `parity`; beyond what there may be
    /// they are bounded, and 0 is none. The block that is open ends.
    package mutating func configure(data: Int, parity: Int) {
        guard data != dataPackets || parity != parityPackets else { return }
        endBlock()
        dataPackets = min(max(data, 0), ParityPayload.mostData)
        parityPackets = dataPackets > 0 ? min(max(parity, 0), ParityPayload.mostParity) : 0
    }

    /// A packet of the stream is sent. One that does not follow on the last begins a block.
    package mutating func add(
        _ sequenceNumber: UInt16, timestamp: UInt32, payload: UnsafeRawBufferPointer
    ) {
        guard parityPackets > 0 else { return }
        if open.data > 0, sequenceNumber != open.first &+ UInt16(open.data) { endBlock() }
        let bytes = ParityShard.prefixBytes + payload.count
        let padded = ReedSolomon.padded(bytes)
        guard payload.count <= payloadBytes else { return endBlock() }
        let shard = UnsafeMutableRawBufferPointer(rebasing: scratch[0][..<padded])
        guard ParityShard.write(timestamp: timestamp, payload: payload, into: shard) else {
            return endBlock()
        }
        if open.data == 0 { begin(sequenceNumber) }
        code.add(
            scratch.bytes(0), column: open.data, bytes: padded, to: pointers, rows: parityPackets)
        open.timestamp = timestamp
        open.bytes = max(open.bytes, bytes)
        open.data += 1
        if open.data == dataPackets { endBlock() }
    }

    /// Ends the block that is open, with its share of parity: before a pause, and before the format
    /// changes. What is still to be sent of the block before is dropped, so take that first.
    package mutating func endBlock() {
        guard open.data > 0 else { return }
        open.parity = (parityPackets * open.data + dataPackets - 1) / dataPackets
        closed = open
        open = Block()
        filling = 1 - filling
    }

    /// The next packet of parity, nil where none waits; to be called after each packet of the stream. It
    /// is valid until the block after its own ends.
    package mutating func take() -> Packet? {
        guard closed.sent < closed.parity,
            let header = ParityPayload.Header(
                first: closed.first, data: closed.data, parity: closed.parity, index: closed.sent)
        else { return nil }
        let shard = parities[(1 - filling) * ParityPayload.mostParity + closed.sent]
        closed.sent += 1
        return Packet(
            header: header, timestamp: closed.timestamp,
            shard: UnsafeRawBufferPointer(rebasing: shard[..<closed.bytes]))
    }

    private mutating func begin(_ sequenceNumber: UInt16) {
        open.first = sequenceNumber
        for row in 0..<parityPackets {
            let index = filling * ParityPayload.mostParity + row
            pointers[row] = parities.bytes(index)
            pointers[row]?.update(repeating: 0, count: parities.shardBytes)
        }
    }
}
