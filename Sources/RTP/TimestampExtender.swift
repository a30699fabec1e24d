/// Unwraps 32-bit RTP timestamps: each is read as the one nearest to the highest so far. At 48 kHz
/// a step of up to 12.4 hours either way is understood.
package struct TimestampExtender: Hashable, Sendable {
    /// The highest extended timestamp so far, in the payload's clock; nil before the first.
    package private(set) var highest: Int64?

    @_noLocks @_noAllocation
    package init() {}

    /// The extended timestamp. The first keeps its value; an earlier one may be negative.
    @_noLocks @_noAllocation
    package mutating func extend(_ timestamp: UInt32) -> Int64 {
        guard let highest else {
            self.highest = Int64(timestamp)
            return Int64(timestamp)
        }
        let step = Int32(bitPattern: timestamp &- UInt32(truncatingIfNeeded: highest))
        let extended = highest &+ Int64(step)
        if step > 0 { self.highest = extended }
        return extended
    }
}
