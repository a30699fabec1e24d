// The RTP header on the wire, written and read back (RFC 3550 section 5.1).
import Testing

@testable import RTP

@Suite struct RTPHeaderTests {
    let header = RTPHeader(
        marker: true, payloadType: 97, sequenceNumber: 0x1234, timestamp: 0xdead_beef,
        ssrc: 0x0102_0304)

    @Test func writesTheBytesOfTheStandard() {
        let memory = GuardedMemory()
        let room = memory.room(12)
        #expect(header.write(into: room) == 12)
        #expect(
            Array(room) == [0x80, 0xe1, 0x12, 0x34, 0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4])
    }

    @Test func writesTheCaptureStampAsAnExtension() {
        let memory = GuardedMemory()
        let room = memory.room(28)
        let stamp = CaptureStamp(positionHigh: 0x0a0b_0c0d, delayNanoseconds: -2)
        #expect(header.write(into: room, capture: stamp) == 28)
        #expect(room[0] == 0x90)
        #expect(
            Array(room[12...]) == [
                0xbe, 0xde, 0, 3, 0x17, 0x0a, 0x0b, 0x0c, 0x0d, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0,
            ])
    }

    @Test func refusesRoomThatIsTooSmall() {
        let memory = GuardedMemory()
        let stamp = CaptureStamp(positionHigh: 0, delayNanoseconds: 0)
        for count in 0..<RTPHeader.fixedBytes {
            #expect(header.write(into: memory.room(count)) == nil)
        }
        for count in 0..<RTPHeader.bytesWithCapture {
            #expect(header.write(into: memory.room(count), capture: stamp) == nil)
        }
    }

    @Test func comesBackAsItWas() throws {
        var random = SeededGenerator(seed: 1)
        let memory = GuardedMemory()
        for _ in 0..<2_000 {
            let header = RTPHeader(
                marker: random.below(2) == 0, payloadType: UInt8(random.below(128)),
                sequenceNumber: UInt16(random.below(1 << 16)),
                timestamp: UInt32(truncatingIfNeeded: random.next()),
                ssrc: UInt32(truncatingIfNeeded: random.next()))
            let stamp =
                random.below(2) == 0
                ? nil
                : CaptureStamp(
                    positionHigh: Int32(truncatingIfNeeded: random.next()),
                    delayNanoseconds: Int32(truncatingIfNeeded: random.next()))
            let payload = (0..<random.below(40)).map { _ in random.byte() }
            let headerBytes = stamp == nil ? RTPHeader.fixedBytes : RTPHeader.bytesWithCapture
            let room = memory.room(headerBytes + payload.count)
            try #require(header.write(into: room, capture: stamp) == headerBytes)
            UnsafeMutableRawBufferPointer(rebasing: room[headerBytes...]).copyBytes(from: payload)
            let view = try #require(RTPPacketView.parse(UnsafeRawBufferPointer(room)))
            #expect(view.header == header)
            #expect(view.capture == stamp)
            #expect(Array(view.payload) == payload)
        }
    }

    @Test func payloadTypeStaysInItsSevenBits() {
        let memory = GuardedMemory()
        let room = memory.room(12)
        let header = RTPHeader(payloadType: 0xff, sequenceNumber: 0, timestamp: 0, ssrc: 0)
        #expect(header.write(into: room) == 12)
        #expect(room[1] == 0x7f)
    }
}
