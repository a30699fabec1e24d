import Codec
package import Protection
import RTP
import Units

/// What a sender hears from its receiver, and what it sends beside its stream.
extension StreamSender {
    /// The longest that goes before a payload that is sent again: an RTP header and the number. RTCP is
    /// shorter than that and any payload.
    static var longestPrefix: Int { max(RTPHeader.fixedBytes + Retransmission.prefixBytes, 512) }

    /// Hears and answers the receiver `ssrc` from now on, whose RTCP is protected by a key that nothing else
    /// has. Before the media thread has the stream.
    package mutating func listen(
        to ssrc: UInt32, protection: PacketProtection
    ) throws(ProtectionError) {
        unprotector = try PacketUnprotector(protection, ssrcs: [ssrc])
        reports = SenderReports(ssrc: self.ssrc, peer: ssrc)
        peer = ssrc
    }

    /// Whether `datagram` is from the receiver of this stream, which is known by its own SSRC.
    package func isMeant(by datagram: UnsafeRawBufferPointer) -> Bool {
        guard isRTCP(datagram), datagram.count >= 8 else { return false }
        let bits = datagram.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
        return UInt32(bigEndian: bits) == peer && peer != 0
    }

    /// Takes one datagram that arrived at `now` (ns) on the way of the media. False where it is none
    /// of the receiver's.
    package mutating func receive(
        _ datagram: UnsafeMutableRawBufferPointer, length: Int, now: Int64
    ) -> Bool {
        guard peer != 0, let bytes = unprotector.unprotect(datagram, length: length) else {
            return false
        }
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
    package var nextDeadline: Int64? {
        guard let again = history.nextDeadline else { return parities.nextDeadline }
        return min(again, parities.nextDeadline ?? .max)
    }

    /// The next packet beside the stream that is due at `now` (ns); valid until the next call.
    package mutating func answer(now: Int64) -> UnsafeRawBufferPointer? {
        guard let length = report(now) ?? retransmission(now) ?? parity(now),
            let bytes = protector.protect(outgoing, length: length)
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: outgoing[..<bytes])
    }

    private mutating func answer(_ nack: GenericNack, _ now: Int64) {
        guard plan.answers > 0 else { return }
        // The receiver repeats its requests; what is on its way need not go again.
        let pause = RetransmissionHistory.pause(copies: plan.answers)
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
        let type = isCoarse ? RepairPayloadType.coarse : RepairPayloadType.whole
        guard let start = writeHeader(type, packet.timestamp) else { return nil }
        Retransmission.write(packet.sequenceNumber, into: outgoing, at: start)
        let end = start + Retransmission.prefixBytes
        let room = UnsafeMutableRawBufferPointer(rebasing: outgoing[end...])
        if isCoarse {
            return CoarsePayload.encode(packet.payload, kind, into: room).map { end + $0 }
        }
        return copy(packet.payload, to: end)
    }

    private mutating func parity(_ now: Int64) -> Int? {
        guard let packet = parities.take(now: now),
            let start = writeHeader(RepairPayloadType.parity, packet.timestamp)
        else { return nil }
        return copy(packet.payload, to: start)
    }

    /// Begins a packet beside the stream; returns where its payload goes.
    private mutating func writeHeader(_ payloadType: UInt8, _ timestamp: UInt32) -> Int? {
        let header = RTPHeader(
            payloadType: payloadType, sequenceNumber: repairSequenceNumber, timestamp: timestamp,
            ssrc: repairSsrc)
        repairSequenceNumber &+= 1
        return header.write(into: outgoing)
    }

    /// Puts a payload into the packet from `start` on; returns its end.
    private func copy(_ payload: UnsafeRawBufferPointer, to start: Int) -> Int? {
        guard payload.count <= outgoing.count - start else { return nil }
        UnsafeMutableRawBufferPointer(rebasing: outgoing[start...]).copyMemory(from: payload)
        return start + payload.count
    }
}
