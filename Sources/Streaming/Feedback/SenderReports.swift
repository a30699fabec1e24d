package import RTP
import Units

/// A sender's answers to its receiver's reports: an SR and, for the round trip, how long the
/// receiver's reference time was kept (RFC 3611 §4.5). It speaks when spoken to. Sans-IO; one
/// thread; nothing allocates after init.
package struct SenderReports {
    private let ssrc: UInt32
    private let peer: UInt32
    private var reference: UInt32 = 0
    private var referenceArrival: Int64 = 0

    /// Answers `peer`, the receiver that the session names, for the stream `ssrc`.
    package init(ssrc: UInt32, peer: UInt32) {
        self.ssrc = ssrc
        self.peer = peer
    }

    /// An answer is due.
    package private(set) var isDue = false

    /// Takes what the receiver's RTCP says, at `now` (ns).
    package mutating func take(_ element: RTCPElement, now: Int64) {
        guard case .receiverReferenceTime(peer, let time) = element else { return }
        reference = time.middle32
        referenceArrival = now
        isDue = true
    }

    /// Writes the answer that is due into `buffer`. `timestamp` is the stream's RTP time at `now`.
    package mutating func write(
        into buffer: UnsafeMutableRawBufferPointer, timestamp: UInt32, packets: Int, octets: Int,
        now: Int64
    ) -> Int? {
        guard isDue else { return nil }
        isDue = false
        var writer = RTCPCompoundWriter(into: buffer)
        writer.senderReport(
            SenderReport(
                ssrc: ssrc, ntpTime: NTPTime(Nanoseconds(now)), rtpTimestamp: timestamp,
                packetCount: UInt32(truncatingIfNeeded: packets),
                octetCount: UInt32(truncatingIfNeeded: octets)))
        writer.receiverReferenceReply(
            reporter: ssrc,
            ReceiverReferenceReply(
                ssrc: peer, lastReceiverReference: reference,
                delaySinceLastReceiverReference: NTPTime.shortFormat(
                    Nanoseconds(now &- referenceArrival))))
        return writer.finish()
    }
}
