package import RTP

/// Computes what a receiver lacks from packets of parity. It keeps the newest packets, byte for byte as
/// they were sent, and the newest parities, and looks at a block whenever one of either comes. Sans-IO;
/// one thread, the media thread; nothing allocates after init, and parities may hold anything.
package struct ParityDecoder: ~Copyable {
    /// A packet that had not come.
    package struct Packet {
        /// Extended.
        package var sequence: Int64
        package var timestamp: UInt32
        package var payload: UnsafeRawBufferPointer
    }

    private struct Data {
        var sequence: Int64 = .min
        /// Of the shard, before its zeros.
        var bytes = 0
    }

    private struct Parity {
        var first: Int64 = 0
        /// Packets of data in the block; 0 where there is no parity here.
        var data = 0
        var index = 0
        var bytes = 0
    }

    /// Packets that are kept: the longest block, and what comes until its last parity has.
    private static var keptData: Int { 128 }
    private static var keptParities: Int { 64 }

    private let code = ReedSolomon()
    private let payloadBytes: Int
    private let shards: ShardStore
    private let parityShards: ShardStore
    /// The parities of a block without the data that is here, and the data that is not.
    private let residues: ShardStore
    private let solutions: ShardStore
    private let data: UnsafeMutablePointer<Data>
    private let parities: UnsafeMutablePointer<Parity>
    private var nextParity = 0
    private var newest: Int64?

    /// Of the block that is looked at: what it lacks, its parities by slot and by row.
    private let missing: UnsafeMutablePointer<Int>
    private let slots: UnsafeMutablePointer<Int>
    private let rows: UnsafeMutablePointer<Int>
    private let sources: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
    private let targets: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>

    /// Numbers of packets that `next` has not returned yet.
    private let found: UnsafeMutablePointer<Int64>
    private var foundCount = 0

    /// For payloads of at most `payloadBytes`.
    package init(payloadBytes: Int) {
        let most = ParityPayload.mostParity
        self.payloadBytes = payloadBytes
        shards = ShardStore(Self.keptData, payloadBytes: payloadBytes)
        parityShards = ShardStore(Self.keptParities, payloadBytes: payloadBytes)
        residues = ShardStore(most, payloadBytes: payloadBytes)
        solutions = ShardStore(most, payloadBytes: payloadBytes)
        func memory<Element>(_ count: Int, _ value: Element) -> UnsafeMutablePointer<Element> {
            let memory = UnsafeMutablePointer<Element>.allocate(capacity: count)
            memory.initialize(repeating: value, count: count)
            return memory
        }
        data = memory(Self.keptData, Data())
        parities = memory(Self.keptParities, Parity())
        missing = memory(most, 0)
        slots = memory(most, 0)
        rows = memory(most, 0)
        sources = memory(most, nil)
        targets = memory(most, nil)
        for index in 0..<most {
            sources[index] = residues.bytes(index)
            targets[index] = solutions.bytes(index)
        }
        found = memory(most, 0)
    }

    deinit {
        data.deallocate()
        parities.deallocate()
        missing.deallocate()
        slots.deallocate()
        rows.deallocate()
        sources.deallocate()
        targets.deallocate()
        found.deallocate()
    }

    /// A packet of the stream has come, itself or whole again; with this extended number.
    package mutating func keep(
        _ sequence: Int64, timestamp: UInt32, payload: UnsafeRawBufferPointer
    ) {
        guard !isHere(sequence), store(sequence, timestamp, payload) else { return }
        for index in 0..<Self.keptParities {
            let parity = parities[index]
            guard parity.data > 0, sequence >= parity.first,
                sequence &- parity.first < Int64(parity.data)
            else { continue }
            return recover(parity)
        }
    }

    /// A packet of parity has come.
    package mutating func take(_ payload: ParityPayload) {
        guard let newest, payload.shard.count <= ParityShard.prefixBytes + payloadBytes else {
            return
        }
        let header = payload.header
        let ahead = Int16(bitPattern: header.first &- UInt16(truncatingIfNeeded: newest))
        let parity = Parity(
            first: newest &+ Int64(ahead), data: header.data, index: header.index,
            bytes: payload.shard.count)
        guard reaches(parity, newest), lacks(parity), !isKept(parity) else { return }
        let target = parityShards[nextParity]
        target.copyMemory(from: payload.shard)
        UnsafeMutableRawBufferPointer(rebasing: target[payload.shard.count...])
            .initializeMemory(as: UInt8.self, repeating: 0)
        parities[nextParity] = parity
        nextParity = (nextParity + 1) % Self.keptParities
        recover(parity)
    }

    /// A packet that has been computed, valid until the next `keep` or `take`; nil where there is none.
    package mutating func next() -> Packet? {
        while foundCount > 0 {
            foundCount -= 1
            let sequence = found[foundCount]
            guard isHere(sequence), let shard = ParityShard(UnsafeRawBufferPointer(shard(sequence)))
            else { continue }
            return Packet(sequence: sequence, timestamp: shard.timestamp, payload: shard.payload)
        }
        return nil
    }

    // MARK: What is here

    private func slot(_ sequence: Int64) -> Int {
        Int(truncatingIfNeeded: sequence) & (Self.keptData - 1)
    }

    private func isHere(_ sequence: Int64) -> Bool { data[slot(sequence)].sequence == sequence }

    private func shard(_ sequence: Int64) -> UnsafeMutableRawBufferPointer {
        shards[slot(sequence)]
    }

    private mutating func store(
        _ sequence: Int64, _ timestamp: UInt32, _ payload: UnsafeRawBufferPointer
    ) -> Bool {
        let last = newest ?? sequence
        // What is older than all that is kept has no place.
        guard sequence > last &- Int64(Self.keptData), payload.count <= payloadBytes,
            ParityShard.write(timestamp: timestamp, payload: payload, into: shard(sequence))
        else { return false }
        data[slot(sequence)] = Data(
            sequence: sequence, bytes: ParityShard.prefixBytes + payload.count)
        newest = max(last, sequence)
        return true
    }

    /// All of the block can be here together.
    private func reaches(_ parity: Parity, _ newest: Int64) -> Bool {
        parity.first > newest &- Int64(Self.keptData)
            && parity.first &+ Int64(parity.data) <= newest &+ Int64(ParityPayload.mostData)
    }

    private func lacks(_ block: Parity) -> Bool {
        (0..<block.data).contains { !isHere(block.first &+ Int64($0)) }
    }

    private func isKept(_ parity: Parity) -> Bool {
        (0..<Self.keptParities).contains {
            parities[$0].data > 0 && parities[$0].first == parity.first
                && parities[$0].index == parity.index
        }
    }

    // MARK: What is not

    /// Computes what the block of `like` lacks, if its parities suffice.
    private mutating func recover(_ like: Parity) {
        guard let count = listMissing(like), listParities(like, count),
            takeOutData(like, count),
            code.solve(
                count, missing: missing, rows: rows, bytes: ReedSolomon.padded(like.bytes),
                parities: sources, into: targets)
        else { return }
        for index in 0..<count {
            let sequence = like.first &+ Int64(missing[index])
            let solution = UnsafeRawBufferPointer(rebasing: solutions[index][..<like.bytes])
            // Parities that contradict each other give what is no packet.
            guard let shard = ParityShard(solution),
                store(sequence, shard.timestamp, shard.payload),
                foundCount < ParityPayload.mostParity
            else { continue }
            found[foundCount] = sequence
            foundCount += 1
        }
        forget(like)
    }

    /// Nil where nothing is missing, or more than parities could make up for.
    private func listMissing(_ block: Parity) -> Int? {
        var count = 0
        for column in 0..<block.data where !isHere(block.first &+ Int64(column)) {
            guard count < ParityPayload.mostParity else { return nil }
            missing[count] = column
            count += 1
        }
        return count > 0 ? count : nil
    }

    /// Lists `count` parities of the block; false where there are not as many.
    private func listParities(_ block: Parity, _ count: Int) -> Bool {
        var listed = 0
        for slot in 0..<Self.keptParities where listed < count {
            let parity = parities[slot]
            guard parity.first == block.first, parity.data == block.data,
                parity.bytes == block.bytes
            else { continue }
            slots[listed] = slot
            rows[listed] = parity.index
            listed += 1
        }
        return listed == count
    }

    /// Fills the residues; false where a packet is longer than its block's shards.
    private func takeOutData(_ block: Parity, _ count: Int) -> Bool {
        let bytes = ReedSolomon.padded(block.bytes)
        for index in 0..<count {
            residues[index].copyMemory(from: UnsafeRawBufferPointer(parityShards[slots[index]]))
        }
        for column in 0..<block.data {
            let slot = slot(block.first &+ Int64(column))
            guard isHere(block.first &+ Int64(column)) else { continue }
            guard data[slot].bytes <= block.bytes else { return false }
            for index in 0..<count {
                code.add(
                    shards.bytes(slot), column: column, bytes: bytes, to: residues.bytes(index),
                    row: rows[index])
            }
        }
        return true
    }

    private func forget(_ block: Parity) {
        for slot in 0..<Self.keptParities where parities[slot].first == block.first {
            parities[slot].data = 0
        }
    }
}
