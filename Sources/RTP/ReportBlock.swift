/// What a receiver reports on one source, in an SR or RR packet (RFC 3550 section 6.4.1).
package struct ReportBlock: Hashable, Sendable {
    /// The source reported on.
    package var ssrc: UInt32

    /// 256ths of the packets lost since the previous report.
    package var fractionLost: UInt8

    /// Packets lost so far; 24 bits signed on the wire, where it saturates.
    package var cumulativeLost: Int32

    /// The highest sequence number received, its wraps counted in the upper 16 bits.
    package var highestSequence: UInt32

    /// In units of the payload's clock.
    package var interarrivalJitter: UInt32

    /// `NTPTime.middle32` of the source's last SR; 0 where none has come.
    package var lastSenderReport: UInt32

    /// Since that SR arrived, in 1/65536 s; 0 where none has come.
    package var delaySinceLastSenderReport: UInt32

    @_noLocks @_noAllocation
    package init(
        ssrc: UInt32, fractionLost: UInt8, cumulativeLost: Int32, highestSequence: UInt32,
        interarrivalJitter: UInt32, lastSenderReport: UInt32, delaySinceLastSenderReport: UInt32
    ) {
        self.ssrc = ssrc
        self.fractionLost = fractionLost
        self.cumulativeLost = cumulativeLost
        self.highestSequence = highestSequence
        self.interarrivalJitter = interarrivalJitter
        self.lastSenderReport = lastSenderReport
        self.delaySinceLastSenderReport = delaySinceLastSenderReport
    }

    static var bytes: Int {
        @_noLocks @_noAllocation get { 24 }
    }

    /// Reads the `bytes` at `offset`, which the caller has checked to be there.
    @_noLocks @_noAllocation
    init(_ packet: UnsafeRawBufferPointer, at offset: Int) {
        ssrc = packet.bigEndian32(at: offset)
        let loss = packet.bigEndian32(at: offset + 4)
        fractionLost = UInt8(loss >> 24)
        cumulativeLost = Int32(bitPattern: loss << 8) >> 8  // extends the sign of 24 bits
        highestSequence = packet.bigEndian32(at: offset + 8)
        interarrivalJitter = packet.bigEndian32(at: offset + 12)
        lastSenderReport = packet.bigEndian32(at: offset + 16)
        delaySinceLastSenderReport = packet.bigEndian32(at: offset + 20)
    }

    /// Writes `bytes` at `offset`; the caller has checked that they fit.
    @_noLocks @_noAllocation
    func write(into packet: UnsafeMutableRawBufferPointer, at offset: Int) {
        let lost = UInt32(bitPattern: min(max(cumulativeLost, -0x80_0000), 0x7f_ffff)) & 0xff_ffff
        packet.store(ssrc, at: offset)
        packet.store(UInt32(fractionLost) << 24 | lost, at: offset + 4)
        packet.store(highestSequence, at: offset + 8)
        packet.store(interarrivalJitter, at: offset + 12)
        packet.store(lastSenderReport, at: offset + 16)
        packet.store(delaySinceLastSenderReport, at: offset + 20)
    }
}
