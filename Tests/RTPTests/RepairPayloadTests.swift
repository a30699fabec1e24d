// What goes beside a stream: retransmissions (RFC 4588 section 4), parities and their shards, and
// requests (RFC 4585 section 6.2.1).
import Testing

@testable import RTP

@Suite struct RepairPayloadTests {
    /// What the writer makes of requests for `numbers`.
    private func nacks(_ numbers: [Int64], room: Int = 200) -> [UInt8]? {
        let memory = GuardedMemory()
        let buffer = memory.room(room)
        var writer = RTCPCompoundWriter(into: buffer)
        numbers.withUnsafeBufferPointer { writer.genericNacks(reporter: 1, media: 2, $0) }
        return writer.finish().map { Array(buffer[..<$0]) }
    }

    @Test func aRequestNamesThePacketAndThoseThatFollow() {
        #expect(
            nacks([65_535, 65_536, 65_551]) == [
                0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0xff, 0xff, 0x80, 0x01,
            ])
    }

    @Test func aDistantPacketBeginsAnotherPair() {
        #expect(
            nacks([10, 27]) == [
                0x81, 205, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 10, 0, 0, 0, 27, 0, 0,
            ])
    }

    @Test func requestsThatDoNotFitAreNone() {
        #expect(nacks([10, 27], room: 20) != nil)
        #expect(nacks([10, 27], room: 19) == nil)
        #expect(nacks([10], room: 15) == nil)
        #expect(nacks([]) == nil)
    }

    /// Whatever is asked for, exactly that is read, in order.
    @Test func readsWhatWasAskedFor() throws {
        var random = SeededGenerator(seed: 41)
        for _ in 0..<500 {
            var number = Int64(random.below(70_000))
            let numbers = (0...random.below(30)).map { _ -> Int64 in
                number += 1 + Int64(random.below(random.below(3) == 0 ? 40 : 2))
                return number
            }
            let memory = GuardedMemory()
            let bytes = try #require(nacks(numbers))
            var reader = try #require(RTCPCompoundReader(memory.holding(bytes)))
            var found: [UInt16] = []
            while let element = reader.next() {
                guard case .genericNack(1, 2, let nack) = element else { continue }
                found.append(nack.sequenceNumber)
                for bit: UInt16 in 0..<16 where nack.following >> bit & 1 != 0 {
                    found.append(nack.sequenceNumber &+ bit &+ 1)
                }
            }
            #expect(found == numbers.map { UInt16(truncatingIfNeeded: $0) })
        }
    }

    @Test func aRetransmissionHasAtLeastAByte() {
        let memory = GuardedMemory()
        for count in 0...2 {
            #expect(Retransmission(memory.holding([UInt8](repeating: 1, count: count))) == nil)
        }
        let again = Retransmission(memory.holding([0x12, 0x34, 7]))
        #expect(again?.sequenceNumber == 0x1234)
        #expect(again.map { Array($0.payload) } == [7])
    }

    @Test func aParityIsReadAsItWasWritten() throws {
        let memory = GuardedMemory()
        let header = try #require(
            ParityPayload.Header(first: 0x0102, data: 32, parity: 16, index: 15))
        let room = memory.room(8)
        header.write(into: room, at: 0)
        room[6] = 8
        room[7] = 9
        #expect(Array(room) == [1, 2, 32, 16, 15, 0, 8, 9])
        let parity = try #require(ParityPayload(UnsafeRawBufferPointer(room)))
        #expect(parity.header == header)
        #expect(Array(parity.shard) == [8, 9])
    }

    @Test(
        arguments: [
            [0, 1, 0, 1, 0, 0, 9],  // no data
            [0, 1, 33, 1, 0, 0, 9],
            [0, 1, 4, 0, 0, 0, 9],  // no parity
            [0, 1, 4, 17, 0, 0, 9],
            [0, 1, 4, 2, 2, 0, 9],  // the third of two
            [0, 1, 4, 2, 1, 0],  // no shard
            [0, 1, 4],
            [],
        ] as [[UInt8]])
    func aParityThatCannotBeIsRefused(bytes: [UInt8]) {
        let memory = GuardedMemory()
        #expect(ParityPayload(memory.holding(bytes)) == nil)
    }

    @Test func aShardCarriesLengthTimestampAndPayload() throws {
        let memory = GuardedMemory()
        let room = memory.room(10)
        for index in room.indices { room[index] = 0xee }
        let isWritten = [UInt8]([1, 2, 3]).withUnsafeBytes {
            ParityShard.write(timestamp: 0x0a0b_0c0d, payload: $0, into: room)
        }
        #expect(isWritten)
        #expect(Array(room) == [0, 3, 0x0a, 0x0b, 0x0c, 0x0d, 1, 2, 3, 0])
        let shard = try #require(ParityShard(UnsafeRawBufferPointer(room)))
        #expect(shard.timestamp == 0x0a0b_0c0d)
        #expect(Array(shard.payload) == [1, 2, 3])
        let tooLong = [UInt8](repeating: 1, count: 5).withUnsafeBytes {
            ParityShard.write(timestamp: 0, payload: $0, into: room)
        }
        #expect(!tooLong)
    }

    /// Noise and damage, in front of a page that must not be read.
    @Test func hostilePayloadsStayInside() {
        var random = SeededGenerator(seed: 42)
        let memory = GuardedMemory()
        var (parities, shards) = (0, 0)
        for _ in 0..<50_000 {
            let parity: [UInt8] = [random.byte(), random.byte(), 10, 4, UInt8(random.below(4)), 0]
            let shard: [UInt8] = [0, UInt8(random.below(24)), 1, 2, 3, 4]
            let valid = random.below(2) == 0 ? parity : shard
            let bytes = random.mutated(
                valid + (0..<random.below(20)).map { _ in random.byte() % 8 })
            let payload = memory.holding(bytes)
            _ = Retransmission(payload)
            if let parity = ParityPayload(payload) {
                parities += 1
                #expect(parity.shard.count == bytes.count - ParityPayload.headerBytes)
            }
            if let shard = ParityShard(payload) {
                shards += 1
                #expect(shard.payload.count <= bytes.count - ParityShard.prefixBytes)
            }
        }
        #expect((5_000...40_000).contains(parities))
        #expect((5_000...40_000).contains(shards))
    }
}
