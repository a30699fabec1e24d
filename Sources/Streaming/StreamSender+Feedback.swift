import Protection
import RTP
import Units

/// What a sender hears from its receiver, and what it says to that.
extension StreamSender {
    /// The longest answer, bytes.
    static var longestFeedback: Int { 512 }

    /// Hears and answers the receiver `ssrc` from now on.
    package mutating func listen(to ssrc: UInt32) {
        reports = SenderReports(ssrc: self.ssrc, peer: ssrc)
    }

    /// Takes one datagram that arrived at `now` (ns) on the way of the media. False where it is none
    /// of the receiver's.
    package mutating func receive(
        _ datagram: UnsafeMutableRawBufferPointer, length: Int, now: Int64
    ) -> Bool {
        guard let bytes = unprotector.unprotect(datagram, length: length) else { return false }
        let content = UnsafeRawBufferPointer(rebasing: datagram[..<bytes])
        guard isRTCP(content), var reader = RTCPCompoundReader(content) else { return false }
        while let element = reader.next() { reports?.take(element, now: now) }
        return true
    }

    /// The next packet beside the stream that is due at `now` (ns); valid until the next call.
    package mutating func answer(now: Int64) -> UnsafeRawBufferPointer? {
        let timestamp = timestamp(now)
        guard
            let length = reports?.write(
                into: outgoing, timestamp: timestamp, packets: packetCount,
                octets: octetCount, now: now),
            let bytes = protector.protect(outgoing, length: length)
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: outgoing[..<bytes])
    }

    /// The stream's RTP time at `now`.
    private func timestamp(_ now: Int64) -> UInt32 {
        let elapsed = Double(now &- newest.time) * 1e-9 * Double(streamRate)
        return UInt32(truncatingIfNeeded: newest.position &+ nearestInt64(elapsed))
    }
}
