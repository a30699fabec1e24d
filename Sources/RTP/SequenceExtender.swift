/// Unwraps 16-bit sequence numbers: each is read as the number nearest to the highest one so far,
/// the idea of RFC 3550 section A.1.
///
/// A silence of more than 32 767 packets cannot be told from packets that come late; the 64-bit
/// position in `CaptureStamp` can.
package struct SequenceExtender: Hashable, Sendable {
    /// The highest extended number so far; nil before the first.
    package private(set) var highest: Int64?

    @_noLocks @_noAllocation
    package init() {}

    /// The extended number. The first keeps its value; an earlier one may be negative.
    @_noLocks @_noAllocation
    package mutating func extend(_ sequenceNumber: UInt16) -> Int64 {
        guard let highest else {
            self.highest = Int64(sequenceNumber)
            return Int64(sequenceNumber)
        }
        let step = Int16(bitPattern: sequenceNumber &- UInt16(truncatingIfNeeded: highest))
        let extended = highest &+ Int64(step)
        if step > 0 { self.highest = extended }
        return extended
    }
}
