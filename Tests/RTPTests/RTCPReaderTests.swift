// Compound RTCP packets of others, well-formed or not (RFC 3550 sections 6 and A.2, RFC 3611).
import Testing

@testable import RTP

@Suite struct RTCPReaderTests {
    let receiverReport: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, 9]

    @Test func readsWhatTheWriterWrote() throws {
        var random = SeededGenerator(seed: 3)
        let memory = GuardedMemory()
        for _ in 0..<2_000 {
            let room = memory.room(2_048)
            var writer = RTCPCompoundWriter(into: room)
            var expected: [String] = []
            for _ in 0...random.below(8) { expected += random.append(to: &writer) }
            let count = try #require(writer.finish())
            let found = try #require(read(Array(room[..<count])))
            if found.elements != expected || found.isMalformed {
                Issue.record("\(expected) came out as \(found)")
            }
        }
    }

    @Test func framingMustAddUp() {
        #expect(read([]) == nil)
        for count in 1..<8 { #expect(read(Array(receiverReport[..<count])) == nil) }
        #expect(read(receiverReport + [0]) == nil)
        #expect(read([0x80, 201, 0, 2, 0, 0, 0, 9]) == nil)
        #expect(read([0x80, 201, 0xff, 0xff, 0, 0, 0, 9]) == nil)
        #expect(read([0x40, 201, 0, 1, 0, 0, 0, 9]) == nil)  // version 1
        #expect(read(receiverReport + [0x00, 203, 0, 0]) == nil)
        #expect(read(receiverReport)?.elements == ["RR 9"])
    }

    @Test func paddingIsForTheLastPacketOnly() {
        let padded: [UInt8] = [0xa1, 203, 0, 2, 0, 0, 0, 9, 0, 0, 0, 4]
        #expect(read(receiverReport + padded)?.elements == ["RR 9", "BYE 9 -"])
        #expect(read(padded + receiverReport) == nil)
        for wrong: UInt8 in [0, 1, 2, 3, 5, 12, 255] {
            #expect(read(receiverReport + padded.dropLast() + [wrong]) == nil)
        }
        let intoTheSource = read(receiverReport + padded.dropLast() + [8])
        #expect(intoTheSource?.elements == ["RR 9"])
        #expect(intoTheSource?.isMalformed == true)
    }

    @Test func unknownPacketsArePassedOver() {
        let feedback: [UInt8] = [0x8f, 205, 0, 3, 0, 0, 0, 9, 0, 0, 0, 1, 0, 5, 0, 0]
        let bytes = receiverReport + feedback + [0x80, 192, 0, 0] + [0x81, 203, 0, 1, 0, 0, 0, 9]
        #expect(read(bytes)?.elements == ["RR 9", "BYE 9 -"])
        #expect(read(bytes)?.isMalformed == false)
    }

    @Test func profilesMayExtendReports() {
        let bytes: [UInt8] = [0x80, 201, 0, 2, 0, 0, 0, 9, 1, 2, 3, 4] + receiverReport
        #expect(read(bytes)?.elements == ["RR 9", "RR 9"])
    }

    @Test func countsBeyondThePacketEndTheReading() {
        let broken: [[UInt8]] = [
            [0x80, 201, 0, 0],  // RR without an SSRC
            [0x81, 201, 0, 1, 0, 0, 0, 9],  // a block that is not there
            [0x80, 200, 0, 1, 0, 0, 0, 9],  // SR without sender information
            [0x81, 203, 0, 0],  // BYE without its source
            [0x81, 203, 0, 2, 0, 0, 0, 9, 4, 97, 98, 99],  // a reason of four bytes in three
            [0x81, 202, 0, 0],  // a chunk that is not there
            [0x81, 202, 0, 2, 0, 0, 0, 9, 1, 3, 97, 98],  // a name of three bytes in two
            [0x81, 202, 0, 2, 0, 0, 0, 9, 1, 2, 97, 98],  // no zero behind the items
            [0x82, 202, 0, 2, 0, 0, 0, 9, 0, 0, 0, 0],  // one chunk of two
            [0x80, 207, 0, 0],  // XR without an SSRC
            [0x80, 207, 0, 2, 0, 0, 0, 9, 4, 0, 0, 2],  // a block of two words without them
            [0x80, 207, 0, 3, 0, 0, 0, 9, 4, 0, 0, 2, 1, 2, 3, 4],  // one of its two words
            [0x80, 207, 0, 4, 0, 0, 0, 9, 5, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8],  // two of three
            [0x80, 207, 0, 2, 0, 0, 0, 9, 5, 0, 0xff, 0xff],
        ]
        for bytes in broken {
            let found = read(receiverReport + bytes + [0x81, 203, 0, 1, 0, 0, 0, 7])
            #expect(found?.isMalformed == true, "\(bytes)")
            #expect(found?.elements.first == "RR 9", "\(bytes)")
            #expect(found?.elements.contains("BYE 7 -") == false, "\(bytes)")
        }
    }

    @Test func descriptionsOfSeveralSources() {
        let bytes: [UInt8] = [
            0x83, 202, 0, 10,
            0, 0, 0, 1, 2, 3, 120, 121, 122, 1, 1, 97, 0, 0, 0, 0,  // NAME, then CNAME
            0, 0, 0, 2, 0, 0, 0, 0,  // nothing
            0, 0, 0, 3, 1, 0, 1, 2, 98, 99, 0, 0,  // two CNAMEs, one of them empty
            0x80, 201, 0, 0,
        ]
        let found = read(Array(bytes.dropLast(4)) + receiverReport)
        #expect(found == nil)  // the length field says more than there is
        var exact = bytes
        exact[3] = 9
        let elements = read(Array(exact.dropLast(4)) + receiverReport)?.elements
        #expect(elements == ["CNAME 1 a", "CNAME 3 ", "CNAME 3 bc", "RR 9"])
    }

    @Test func severalLeaveForOneReason() {
        let bytes: [UInt8] = [0x82, 203, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 2, 111, 107, 0]
        #expect(read(bytes)?.elements == ["BYE 1 ok", "BYE 2 ok"])
        #expect(read([0x81, 203, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0])?.elements == ["BYE 1 -"])
        #expect(read([0x80, 203, 0, 0])?.elements == [])
    }

    @Test func extendedBlocksOfOthersArePassedOver() {
        let bytes: [UInt8] = [
            0x80, 207, 0, 18, 0, 0, 0, 9,
            7, 0, 0, 1, 1, 2, 3, 4,  // another type
            4, 0, 0, 1, 1, 2, 3, 4,  // a reference time of one word
            5, 0, 0, 1, 1, 2, 3, 4,  // an answer of one word
            4, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2,
            5, 0, 0, 6, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 6,
            5, 0, 0, 0,
        ]
        let replies = [1, 4].map { (first: UInt32) in
            ReceiverReferenceReply(
                ssrc: first, lastReceiverReference: first + 1,
                delaySinceLastReceiverReference: first + 2)
        }
        let found = read(bytes)
        #expect(
            found?.elements == [
                "RRTR 9 \(NTPTime(bits: 0x0000_0001_0000_0002))", "DLRR 9 \(replies[0])",
                "DLRR 9 \(replies[1])",
            ])
        #expect(found?.isMalformed == false)
    }

    @Test func reducedSizeIsAccepted() {
        #expect(read([0x81, 203, 0, 1, 0, 0, 0, 9])?.elements == ["BYE 9 -"])  // RFC 5506
    }
}
