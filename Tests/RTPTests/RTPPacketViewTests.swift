// Reading RTP packets of other senders, well-formed or not (RFC 3550 sections 5.1, 5.3.1 and A.1).
import Testing

@testable import RTP

@Suite struct RTPPacketViewTests {
    /// A packet of payload type 0 with this first byte, and `rest` behind the fixed header.
    func packet(_ flags: UInt8, _ rest: [UInt8]) -> [UInt8] {
        [flags, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3] + rest
    }

    /// The payload, or nil where the packet is refused.
    func payload(_ bytes: [UInt8]) -> [UInt8]? {
        let memory = GuardedMemory()
        return RTPPacketView.parse(memory.holding(bytes)).map { Array($0.payload) }
    }

    @Test func everyTruncationOfTheFixedHeaderIsRefused() {
        let whole = packet(0x80, [])
        for count in 0..<12 { #expect(payload(Array(whole[..<count])) == nil) }
        #expect(payload(whole) == [])
    }

    @Test func otherVersionsAreRefused() {
        for flags: UInt8 in [0x00, 0x40, 0xc0] { #expect(payload(packet(flags, [1])) == nil) }
    }

    @Test func contributingSourcesArePassedOver() {
        let sources = [UInt8](repeating: 9, count: 60)
        #expect(payload(packet(0x8f, sources + [7, 8])) == [7, 8])
        #expect(payload(packet(0x8f, sources)) == [])
        #expect(payload(packet(0x8f, sources.dropLast())) == nil)
    }

    @Test func paddingIsTakenOff() {
        #expect(payload(packet(0xa0, [7, 8, 0, 0, 3])) == [7, 8])
        #expect(payload(packet(0xa0, [0, 2])) == [])
        #expect(payload(packet(0xa0, [7, 0])) == nil)  // counts itself, so never 0
        #expect(payload(packet(0xa0, [7, 3])) == nil)  // reaches into the header
        #expect(payload(packet(0xa0, [])) == nil)
    }

    @Test func paddingMayNotReachIntoTheExtension() {
        let withExtension: [UInt8] = [0, 0, 0, 1, 5, 5, 5, 5]
        #expect(payload(packet(0xb0, withExtension + [1])) == [])
        #expect(payload(packet(0xb0, withExtension + [2])) == nil)
        #expect(payload(packet(0xb0, withExtension)) == nil)
    }

    @Test func extensionsOfOthersArePassedOver() {
        #expect(payload(packet(0x90, [0x12, 0x34, 0, 1, 5, 5, 5, 5, 7])) == [7])
        #expect(payload(packet(0x90, [0x12, 0x34, 0, 0, 7])) == [7])
        #expect(payload(packet(0x90, [0x12, 0x34, 0, 2, 5, 5, 5, 5])) == nil)
        #expect(payload(packet(0x90, [0x12, 0x34, 0xff, 0xff, 5])) == nil)
        #expect(payload(packet(0x90, [0x12, 0x34, 0])) == nil)
    }

    @Test func everythingAtOnce() {
        let sources: [UInt8] = [1, 1, 1, 1, 2, 2, 2, 2]
        let stamp: [UInt8] = [0xbe, 0xde, 0, 3, 0x17, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0]
        let memory = GuardedMemory()
        let bytes = memory.holding(packet(0xb2, sources + stamp + [7, 8, 9] + [0, 2]))
        let view = RTPPacketView.parse(bytes)
        #expect(view.map { Array($0.payload) } == [7, 8, 9])
        #expect(view?.capture == CaptureStamp(positionHigh: 4, delayNanoseconds: 5))
        #expect(view?.header.padding == true)
    }

    @Test func sharesAPortWithRTCP() {
        // RFC 5761 section 4: the second byte is RTCP's packet type, or marker and payload type.
        for type in UInt8.min...UInt8.max {
            let memory = GuardedMemory()
            #expect(isRTCP(memory.holding([0x80, type])) == (192...223).contains(type))
        }
        let memory = GuardedMemory()
        #expect(!isRTCP(memory.holding([])))
        #expect(!isRTCP(memory.holding([0x80])))
    }
}
