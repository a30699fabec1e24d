/// The sender information of an SR packet (RFC 3550 section 6.4.1).
package struct SenderReport: Hashable, Sendable {
    /// The sender's synchronization source.
    package var ssrc: UInt32

    /// When this report was sent, on the sender's clock.
    package var ntpTime: NTPTime

    /// The same instant in the units of the RTP timestamps.
    package var rtpTimestamp: UInt32

    /// RTP packets sent so far; wraps.
    package var packetCount: UInt32

    /// Payload bytes sent so far; wraps.
    package var octetCount: UInt32

    @_noLocks @_noAllocation
    package init(
        ssrc: UInt32, ntpTime: NTPTime, rtpTimestamp: UInt32, packetCount: UInt32,
        octetCount: UInt32
    ) {
        self.ssrc = ssrc
        self.ntpTime = ntpTime
        self.rtpTimestamp = rtpTimestamp
        self.packetCount = packetCount
        self.octetCount = octetCount
    }

    /// Bytes on the wire, the SSRC included.
    static var bytes: Int {
        @_noLocks @_noAllocation get { 24 }
    }

    /// Reads the `bytes` at `offset`, which the caller has checked to be there.
    @_noLocks @_noAllocation
    init(_ packet: UnsafeRawBufferPointer, at offset: Int) {
        ssrc = packet.bigEndian32(at: offset)
        ntpTime = NTPTime(bits: packet.bigEndian64(at: offset + 4))
        rtpTimestamp = packet.bigEndian32(at: offset + 12)
        packetCount = packet.bigEndian32(at: offset + 16)
        octetCount = packet.bigEndian32(at: offset + 20)
    }

    /// Writes `bytes` at `offset`; the caller has checked that they fit.
    @_noLocks @_noAllocation
    func write(into packet: UnsafeMutableRawBufferPointer, at offset: Int) {
        packet.store(ssrc, at: offset)
        packet.store(ntpTime.bits, at: offset + 4)
        packet.store(rtpTimestamp, at: offset + 12)
        packet.store(packetCount, at: offset + 16)
        packet.store(octetCount, at: offset + 20)
    }
}
