/// A packet that is missing, and which of the 16 after it are (RFC 4585 section 6.2.1).
package struct GenericNack: Hashable, Sendable {
    /// The format of transport layer feedback that says this.
    static var format: UInt8 {
        @_noLocks @_noAllocation get { 1 }
    }

    /// Bytes of one on the wire.
    static var bytes: Int {
        @_noLocks @_noAllocation get { 4 }
    }

    /// The sequence number of the first one (PID).
    package var sequenceNumber: UInt16
    /// Bit i is packet `sequenceNumber` + i + 1 (BLP).
    package var following: UInt16

    @_noLocks @_noAllocation
    package init(sequenceNumber: UInt16, following: UInt16 = 0) {
        self.sequenceNumber = sequenceNumber
        self.following = following
    }

    /// Adds a later packet; false, and nothing changed, where it is too far away.
    @_noLocks @_noAllocation
    package mutating func add(_ later: UInt16) -> Bool {
        let distance = later &- sequenceNumber
        guard distance >= 1, distance <= 16 else { return false }
        following |= 1 << (distance - 1)
        return true
    }
}
