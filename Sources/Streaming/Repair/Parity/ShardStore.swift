import RTP

/// Memory for shards of one capacity, made once and zeroed; aligned for vectors.
struct ShardStore: ~Copyable {
    /// Bytes of each, a multiple of `ReedSolomon.stepBytes`.
    let shardBytes: Int
    private let storage: UnsafeMutableRawPointer

    /// Room for `count` shards of packets of at most `payloadBytes`.
    init(_ count: Int, payloadBytes: Int) {
        shardBytes = ReedSolomon.padded(ParityShard.prefixBytes + max(payloadBytes, 1))
        storage = .allocate(byteCount: count * shardBytes, alignment: ReedSolomon.stepBytes)
        storage.initializeMemory(as: UInt8.self, repeating: 0, count: count * shardBytes)
    }

    deinit { storage.deallocate() }

    subscript(index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: storage + index * shardBytes, count: shardBytes)
    }

    /// The same for ISA-L.
    func bytes(_ index: Int) -> UnsafeMutablePointer<UInt8> {
        (storage + index * shardBytes).assumingMemoryBound(to: UInt8.self)
    }
}
