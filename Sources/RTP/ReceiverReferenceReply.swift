/// The answer to a receiver's reference time, a sub-block of DLRR (RFC 3611 section 4.5), by which
/// an end that sends no SR measures the round trip.
package struct ReceiverReferenceReply: Hashable, Sendable {
    /// The receiver that is answered.
    package var ssrc: UInt32

    /// `NTPTime.middle32` of its last reference time (LRR); 0 where none has come.
    package var lastReceiverReference: UInt32

    /// Since that came (DLRR), in 1/65536 s; 0 where none has come.
    package var delaySinceLastReceiverReference: UInt32

    @_noLocks @_noAllocation
    package init(
        ssrc: UInt32, lastReceiverReference: UInt32, delaySinceLastReceiverReference: UInt32
    ) {
        self.ssrc = ssrc
        self.lastReceiverReference = lastReceiverReference
        self.delaySinceLastReceiverReference = delaySinceLastReceiverReference
    }

    static var bytes: Int {
        @_noLocks @_noAllocation get { 12 }
    }

    /// Reads the `bytes` at `offset`, which the caller has checked to be there.
    @_noLocks @_noAllocation
    init(_ packet: UnsafeRawBufferPointer, at offset: Int) {
        ssrc = packet.bigEndian32(at: offset)
        lastReceiverReference = packet.bigEndian32(at: offset + 4)
        delaySinceLastReceiverReference = packet.bigEndian32(at: offset + 8)
    }

    /// Writes `bytes` at `offset`; the caller has checked that they fit.
    @_noLocks @_noAllocation
    func write(into packet: UnsafeMutableRawBufferPointer, at offset: Int) {
        packet.store(ssrc, at: offset)
        packet.store(lastReceiverReference, at: offset + 4)
        packet.store(delaySinceLastReceiverReference, at: offset + 8)
    }
}
