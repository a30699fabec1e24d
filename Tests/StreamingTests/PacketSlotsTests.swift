// Packets that wait, found by number and by range.
import Streaming
import Testing

@Suite struct PacketSlotsTests {
    private func slots(holding numbers: [Int64]) -> PacketSlots {
        var slots = PacketSlots(minimumPackets: 64, payloadBytes: 4)
        for number in numbers {
            withUnsafeBytes(of: UInt32(0)) {
                _ = slots.put(number, position: number * 10, payload: $0)
            }
        }
        return slots
    }

    @Test(arguments: [0..<9, 4..<64, 4..<1_000_000_000] as [Range<Int64>])
    func theLowestIsFound(range: Range<Int64>) {
        let slots = slots(holding: [3, 7, 5, 8])
        let expected: Int64 = range.lowerBound == 0 ? 3 : 5
        #expect(slots.lowest(in: range) == expected)
        #expect(slots.count(in: range) == (range.lowerBound == 0 ? 4 : 3))
    }

    @Test(arguments: [10..<20, 10..<1_000_000_000, 5..<5] as [Range<Int64>])
    func whereNothingIsNothingIsFound(range: Range<Int64>) {
        let slots = slots(holding: [3, 7, 5, 8])
        #expect(slots.lowest(in: range) == nil)
        #expect(slots.count(in: range) == 0)
    }
}
