/// Which of the last 1024 sequence numbers have come: one bit each, reused as the window moves on.
package struct ArrivalWindow: Sendable {
    /// How far behind the highest number a packet can still be told from a duplicate.
    package static var packets: Int64 {
        @_noLocks @_noAllocation get { 1024 }
    }

    private var words: InlineArray<16, UInt64>

    @_noLocks @_noAllocation
    init() { words = InlineArray(repeating: 0) }

    /// Whether the packet with this extended number has come; it lies inside the window.
    @_noLocks @_noAllocation
    func contains(_ extended: Int64) -> Bool {
        words[Self.word(extended)] & Self.bit(extended) != 0
    }

    @_noLocks @_noAllocation
    mutating func insert(_ extended: Int64) {
        words[Self.word(extended)] |= Self.bit(extended)
    }

    /// Forgets what the numbers after `old`, up to and including `new`, push out of the window.
    @_noLocks @_noAllocation
    mutating func advance(from old: Int64, to new: Int64) {
        if new &- old >= Self.packets {
            for index in words.indices { words[index] = 0 }
            return
        }
        var extended = old
        while extended < new {
            extended &+= 1
            words[Self.word(extended)] &= ~Self.bit(extended)
        }
    }

    // Two's complement makes the masks right for negative numbers too.
    @_noLocks @_noAllocation
    private static func word(_ extended: Int64) -> Int { Int(extended & (packets - 1)) >> 6 }

    @_noLocks @_noAllocation
    private static func bit(_ extended: Int64) -> UInt64 { 1 << UInt64(extended & 63) }
}
