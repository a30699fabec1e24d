// Packets on a byte stream (RFC 4571).
import Testing

@testable import RTP

@Suite struct FramingTests {
    /// Feeds `chunks`, each in front of a guard page, and returns the packets that come out.
    func packets(
        _ chunks: [[UInt8]], capacity: Int = 16
    ) -> (packets: [[UInt8]], oversized: Int64) {
        var reader = FrameReader(capacity: capacity)
        let memory = GuardedMemory()
        var packets: [[UInt8]] = []
        for chunk in chunks {
            var rest = memory.holding(chunk)
            while let packet = reader.next(from: &rest) { packets.append(Array(packet)) }
        }
        return (packets, reader.oversizedFrames)
    }

    func frame(_ packet: [UInt8]) -> [UInt8] {
        [UInt8(packet.count >> 8), UInt8(packet.count & 0xff)] + packet
    }

    /// Packets of 1, 16 and 5 bytes among empty frames and one that is too long.
    let stream: [UInt8] =
        [0, 0, 0, 1, 42, 0, 0, 0, 16] + Array(1...16) + [0, 17] + Array(101...117)
        + [0, 5, 1, 2, 3, 4, 5, 0, 0]
    let contents: [[UInt8]] = [[42], Array(1...16), [1, 2, 3, 4, 5]]

    @Test func everySplitInTwoAndThree() {
        for first in 0...stream.count {
            for second in first...stream.count {
                let found = packets([
                    Array(stream[..<first]), Array(stream[first..<second]),
                    Array(stream[second...]),
                ])
                #expect(found.packets == contents, "split at \(first) and \(second)")
                #expect(found.oversized == 1, "split at \(first) and \(second)")
            }
        }
    }

    @Test func chunksOfEverySize() {
        let thrice = stream + stream + stream
        for size in 1...thrice.count {
            let chunks = stride(from: 0, to: thrice.count, by: size).map {
                Array(thrice[$0..<min($0 + size, thrice.count)])
            }
            #expect(packets(chunks).packets == contents + contents + contents, "size \(size)")
        }
    }

    @Test func theLongestPacket() {
        let longest = (0..<65_535).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let bytes = frame(longest) + frame([7])
        let chunks = stride(from: 0, to: bytes.count, by: 1_448).map {
            Array(bytes[$0..<min($0 + 1_448, bytes.count)])
        }
        #expect(packets(chunks, capacity: .max).packets == [longest, [7]])
        let skipped = packets(chunks, capacity: .min)  // clamped to one byte
        #expect(skipped.packets == [[7]])
        #expect(skipped.oversized == 1)
    }

    @Test func writesPrefixAndPacket() {
        let memory = GuardedMemory()
        let packet = [UInt8](repeating: 5, count: 300)
        let room = memory.room(302)
        #expect(packet.withUnsafeBytes { FrameWriter.write(packet: $0, into: room) } == 302)
        #expect(Array(room) == frame(packet))
        for index in room.indices { room[index] = 9 }
        #expect(FrameWriter.writePrefix(packetBytes: 300, into: room) == 302)
        #expect(Array(room[..<3]) == [1, 44, 9])
    }

    @Test func refusesWhatCannotBeFramed() {
        let memory = GuardedMemory()
        for count in 0..<5 {
            #expect(FrameWriter.writePrefix(packetBytes: 3, into: memory.room(count)) == nil)
        }
        #expect(FrameWriter.writePrefix(packetBytes: 0, into: memory.room(9)) == nil)
        #expect(FrameWriter.writePrefix(packetBytes: -1, into: memory.room(9)) == nil)
        let large = UnsafeMutableRawBufferPointer.allocate(byteCount: 70_000, alignment: 1)
        defer { large.deallocate() }
        #expect(FrameWriter.writePrefix(packetBytes: 65_535, into: large) == 65_537)
        #expect(FrameWriter.writePrefix(packetBytes: 65_536, into: large) == nil)
    }
}
