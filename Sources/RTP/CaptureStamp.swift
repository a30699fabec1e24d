/// When the packet's first frame was captured, and how long after that the packet left: what clock
/// recovery needs to take the sender's own scheduling noise out of the arrival times.
package struct CaptureStamp: Hashable, Sendable {
    /// The upper 32 bits of the sender's 64-bit sample position; the RTP timestamp is the lower 32.
    package var positionHigh: Int32

    /// Nanoseconds from the first frame's capture instant to the packet's departure, ±2.1 s; `unknownDelay`
    /// while the sender does not know, because its server has just lost time.
    package var delayNanoseconds: Int32

    package static let unknownDelay = Int32.min

    package var isDelayKnown: Bool { delayNanoseconds != Self.unknownDelay }

    @_noLocks @_noAllocation
    package init(positionHigh: Int32, delayNanoseconds: Int32) {
        self.positionHigh = positionHigh
        self.delayNanoseconds = delayNanoseconds
    }

    /// The stamp of a packet whose first frame is `position`; a delay beyond ±2.1 s saturates.
    @_noLocks @_noAllocation
    package init(position: Int64, delayNanoseconds: Int64) {
        positionHigh = Int32(truncatingIfNeeded: position >> 32)
        self.delayNanoseconds = Int32(clamping: delayNanoseconds)
    }

    /// The sender's sample position of the first frame of the packet with this RTP timestamp.
    @_noLocks @_noAllocation
    package func position(timestamp: UInt32) -> Int64 {
        Int64(positionHigh) << 32 | Int64(timestamp)
    }
}
