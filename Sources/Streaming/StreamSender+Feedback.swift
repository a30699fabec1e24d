import Codec
import Protection
import RTP
import Units

/// What a sender hears from its receiver, and what it sends beside its stream.
extension StreamSender {
    /// The longest that goes before a payload that is sent again: an RTP header and the number. RTCP is
    /// shorter than that and any payload.
    static var longestPrefix: Int { max(RTPHeader.fixedBytes + Retransmission.prefixBytes, 512) }

    /// Hears and answers the receiver `ssrc` from now on.
    package mutating func listen(to ssrc: UInt32) {
        reports = SenderReports(ssrc: self.ssrc, peer: ssrc)
        peer = ssrc
    }

    /// Takes one datagram that arrived at `now` (ns) on the way of the media. False where it is none
    /// of the receiver's.
    package mutating func receive(
        _ datagram: UnsafeMutableRawBufferPointer, length: Int, now: Int64
    ) -> Bool {
        guard let bytes = unprotector.unprotect(datagram, length: length) else { return false }
        let content = UnsafeRawBufferPointer(rebasing: datagram[..<bytes])
        guard isRTCP(content), var reader = RTCPCompoundReader(content) else { return false }
        while let element = reader.next() {
            if case .genericNack(peer, ssrc, let nack) = element {
                answer(nack, now)
            } else {
                reports?.take(element, now: now)
            }
        }
        return true
    }

    /// When `answer` has something; nil where nothing is waited for.
    package var nextDeadline: Int64? { history.nextDeadline }

    /// The next packet beside the stream that is due at `now` (ns); valid until the next call.
    package mutating func answer(now: Int64) -> UnsafeRawBufferPointer? {
        guard let length = report(now) ?? retransmission(now),
            let bytes = protector.protect(outgoing, length: length)
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: outgoing[..<bytes])
    }

    private mutating func answer(_ nack: GenericNack, _ now: Int64) {
        guard plan.answers > 0 else { return }
        // The receiver repeats its requests; what is on its way need not go again.
        let pause: Int64 = 600_000
        history.request(nack.sequenceNumber, copies: plan.answers, interval: pause, now: now)
        for bit: UInt16 in 0..<16 where nack.following >> bit & 1 != 0 {
            history.request(
                nack.sequenceNumber &+ bit &+ 1, copies: plan.answers, interval: pause, now: now)
        }
    }

    private mutating func report(_ now: Int64) -> Int? {
        let elapsed = Double(now &- newest.time) * 1e-9 * Double(streamRate)
        let timestamp = UInt32(truncatingIfNeeded: newest.position &+ nearestInt64(elapsed))
        return reports?.write(
            into: outgoing, timestamp: timestamp, packets: packetCount, octets: octetCount,
            now: now)
    }

    private mutating func retransmission(_ now: Int64) -> Int? {
        guard let packet = history.take(now: now) else { return nil }
        let isCoarse = plan.isCoarse && !packet.isAnswer && CoarsePayload.exists(kind)
        let header = RTPHeader(
            payloadType: isCoarse ? RepairPayloadType.coarse : RepairPayloadType.whole,
            sequenceNumber: repairSequenceNumber, timestamp: packet.timestamp, ssrc: repairSsrc)
        guard let start = header.write(into: outgoing) else { return nil }
        repairSequenceNumber &+= 1
        Retransmission.write(packet.sequenceNumber, into: outgoing, at: start)
        let room = UnsafeMutableRawBufferPointer(
            rebasing: outgoing[(start + Retransmission.prefixBytes)...])
        if isCoarse {
            return CoarsePayload.encode(packet.payload, kind, into: room)
                .map { start + Retransmission.prefixBytes + $0 }
        }
        guard packet.payload.count <= room.count else { return nil }
        room.copyMemory(from: packet.payload)
        return start + Retransmission.prefixBytes + packet.payload.count
    }
}
