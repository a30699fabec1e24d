// The capture stamp: its arithmetic, and its search among header extension elements (RFC 8285).
import Testing

@testable import RTP

@Suite struct CaptureStampTests {
    @Test func positionAndTimestampMakeSixtyFourBits() {
        let positions: [Int64] = [
            0, 1, 0xffff_ffff, 0x1_0000_0000, 4_147_200_001, .max, -1, -0x1_0000_0000, .min,
        ]
        for position in positions {
            let stamp = CaptureStamp(position: position, delayNanoseconds: 0)
            #expect(stamp.position(timestamp: UInt32(truncatingIfNeeded: position)) == position)
        }
    }

    @Test func delaySaturates() {
        func delay(_ nanoseconds: Int64) -> Int32 {
            CaptureStamp(position: 0, delayNanoseconds: nanoseconds).delayNanoseconds
        }
        #expect(delay(1_234_567) == 1_234_567)
        #expect(delay(-1_234_567) == -1_234_567)
        #expect(delay(2_147_483_648) == .max)
        #expect(delay(-2_147_483_649) == .min)
        #expect(delay(.max) == .max)
        #expect(delay(.min) == .min)
    }

    let element: [UInt8] = [0x17, 0, 0, 0, 4, 0, 0, 0, 5]
    let stamp = CaptureStamp(positionHigh: 4, delayNanoseconds: 5)

    func find(_ elements: [UInt8]) -> CaptureStamp? {
        let memory = GuardedMemory()
        return CaptureStamp.find(in: memory.holding(elements))
    }

    @Test func foundAmongOtherElements() {
        #expect(find(element) == stamp)
        #expect(find([0, 0, 0] + element) == stamp)
        #expect(find([0x20, 9] + element) == stamp)
        #expect(find([0xef] + [UInt8](repeating: 9, count: 16) + [0] + element) == stamp)
        // The shapes of the example in RFC 8285 section 4.2, then the stamp.
        #expect(find([0x20, 9, 0x31, 9, 9, 0, 0, 0x43, 9, 9, 9, 9] + element) == stamp)
    }

    @Test func firstOfTwoCounts() {
        #expect(find(element + [0x17, 0, 0, 0, 6, 0, 0, 0, 7]) == stamp)
    }

    @Test func anotherLengthIsAnotherElement() {
        #expect(find([0x16, 1, 2, 3, 4, 5, 6, 7]) == nil)
        #expect(find([0x18, 1, 2, 3, 4, 5, 6, 7, 8, 9] + element) == stamp)
    }

    @Test func reservedIdentifiersEndTheSearch() {
        #expect(find([0xf0, 9] + element) == nil)
        #expect(find([0x01, 9, 9] + element) == nil)
        #expect(find(element + [0xf0, 9]) == stamp)
    }

    @Test func overrunsEndTheSearch() {
        for count in 0..<element.count { #expect(find(Array(element[..<count])) == nil) }
        #expect(find([0x2f, 9, 9]) == nil)
    }

    @Test func otherProfilesCarryNoStamp() {
        let memory = GuardedMemory()
        let head: [UInt8] = [0x90, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]
        for (profile, expected): ([UInt8], CaptureStamp?) in [
            ([0xbe, 0xde], stamp), ([0x10, 0x00], nil), ([0xde, 0xbe], nil),
        ] {
            let bytes = head + profile + [0, 3] + element + [0, 0, 0]
            let view = RTPPacketView.parse(memory.holding(bytes))
            #expect(view != nil)
            #expect(view?.capture == expected)
        }
    }
}
