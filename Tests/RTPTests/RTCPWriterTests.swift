// Compound RTCP packets as we write them (RFC 3550 section 6, RFC 3611).
import Testing

@testable import RTP

@Suite struct RTCPWriterTests {
    let block = ReportBlock(
        ssrc: 0x0a0b_0c0d, fractionLost: 0x40, cumulativeLost: -2, highestSequence: 0x0001_0002,
        interarrivalJitter: 3, lastSenderReport: 4, delaySinceLastSenderReport: 5)

    /// The compound that `write` makes in `count` bytes of room.
    func compound(in count: Int, _ write: (inout RTCPCompoundWriter) -> Void) -> [UInt8]? {
        let memory = GuardedMemory()
        let room = memory.room(count)
        for index in room.indices { room[index] = 0xee }
        var writer = RTCPCompoundWriter(into: room)
        write(&writer)
        return writer.finish().map { Array(room[..<$0]) }
    }

    @Test func senderReportWithABlock() {
        let report = SenderReport(
            ssrc: 0x0102_0304, ntpTime: NTPTime(bits: 0x1112_1314_1516_1718),
            rtpTimestamp: 0x2122_2324, packetCount: 7, octetCount: 8)
        let bytes = compound(in: 100) {
            $0.senderReport(report)
            $0.reportBlock(block)
        }
        #expect(
            bytes == [
                0x81, 200, 0, 12, 1, 2, 3, 4, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18,
                0x21, 0x22, 0x23, 0x24, 0, 0, 0, 7, 0, 0, 0, 8,
                0x0a, 0x0b, 0x0c, 0x0d, 0x40, 0xff, 0xff, 0xfe, 0, 1, 0, 2, 0, 0, 0, 3,
                0, 0, 0, 4, 0, 0, 0, 5,
            ])
    }

    @Test func namesEndWithZerosUpToAWord() {
        for (name, padding) in [("a", 1), ("ab", 4), ("abc", 3), ("abcd", 2), ("abcde", 1)] {
            let bytes = compound(in: 100) { writer in
                Array(name.utf8).withUnsafeBytes { writer.cname(ssrc: 9, $0) }
            }
            let count = 10 + name.utf8.count + padding
            let head: [UInt8] = [0x81, 202, 0, UInt8(count / 4 - 1), 0, 0, 0, 9, 1]
            let zeros = [UInt8](repeating: 0, count: padding)
            #expect(bytes == head + [UInt8(name.utf8.count)] + Array(name.utf8) + zeros)
        }
    }

    @Test func goodbyes() {
        #expect(compound(in: 8) { $0.goodbye(ssrc: 9) } == [0x81, 203, 0, 1, 0, 0, 0, 9])
        let reason = compound(in: 12) { writer in
            Array("bye".utf8).withUnsafeBytes { writer.goodbye(ssrc: 9, reason: $0) }
        }
        #expect(reason == [0x81, 203, 0, 2, 0, 0, 0, 9, 3, 98, 121, 101])
    }

    @Test func extendedReports() {
        let time = compound(in: 20) {
            $0.receiverReferenceTime(ssrc: 9, NTPTime(bits: 0x0102_0304_0506_0708))
        }
        #expect(time == [0x80, 207, 0, 4, 0, 0, 0, 9, 4, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8])
        let reply = compound(in: 24) {
            $0.receiverReferenceReply(
                reporter: 9,
                ReceiverReferenceReply(
                    ssrc: 1, lastReceiverReference: 2, delaySinceLastReceiverReference: 3))
        }
        #expect(
            reply == [
                0x80, 207, 0, 5, 0, 0, 0, 9, 5, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3,
            ])
    }

    @Test func longReasonsAreCutBetweenCharacters() throws {
        let reason = String(repeating: "ä", count: 200)  // 400 bytes
        let bytes = try #require(
            compound(in: 300) { writer in
                Array(reason.utf8).withUnsafeBytes { writer.goodbye(ssrc: 9, reason: $0) }
            })
        #expect(read(bytes)?.elements == ["BYE 9 " + String(repeating: "ä", count: 127)])
    }

    @Test func cumulativeLossSaturatesAtTwentyFourBits() throws {
        for (lost, expected): (Int32, Int32) in [
            (.max, 0x7f_ffff), (.min, -0x80_0000), (0x7f_ffff, 0x7f_ffff), (-1, -1), (0, 0),
        ] {
            var block = block
            block.cumulativeLost = lost
            let bytes = try #require(
                compound(in: 32) {
                    $0.receiverReport(ssrc: 9)
                    $0.reportBlock(block)
                })
            block.cumulativeLost = expected
            #expect(read(bytes)?.elements.last == "block 9 \(block)")
        }
    }

    @Test func whatCannotBeWrittenIsRefused() {
        #expect(compound(in: 100) { _ in } == nil)
        #expect(compound(in: 100) { $0.reportBlock(block) } == nil)
        #expect(
            compound(in: 100) {
                $0.receiverReport(ssrc: 1)
                $0.goodbye(ssrc: 1)
                $0.reportBlock(block)
            } == nil)
        for count in [0, 256] {
            let name = [UInt8](repeating: 97, count: count)
            let bytes = compound(in: 400) { writer in
                name.withUnsafeBytes { writer.cname(ssrc: 1, $0) }
            }
            #expect(bytes == nil)
        }
        for count in [31, 32] {
            let bytes = compound(in: 1_000) {
                $0.receiverReport(ssrc: 1)
                for _ in 0..<count { $0.reportBlock(block) }
            }
            #expect((bytes == nil) == (count == 32))
        }
    }

    @Test func everyRoomTooSmallIsRefused() throws {
        func all(_ writer: inout RTCPCompoundWriter) {
            writer.receiverReport(ssrc: 1)
            writer.reportBlock(block)
            Array("studio".utf8).withUnsafeBytes { writer.cname(ssrc: 1, $0) }
            writer.receiverReferenceTime(ssrc: 1, NTPTime(bits: 2))
            let reply = ReceiverReferenceReply(
                ssrc: 1, lastReceiverReference: 2, delaySinceLastReceiverReference: 3)
            writer.receiverReferenceReply(reporter: 1, reply)
            Array("gone".utf8).withUnsafeBytes { writer.goodbye(ssrc: 1, reason: $0) }
        }
        let whole = try #require(compound(in: 500, all))
        for count in 0..<whole.count { #expect(compound(in: count, all) == nil) }
        #expect(compound(in: whole.count, all) == whole)
    }
}
