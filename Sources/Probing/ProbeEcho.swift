package import Protection
import RTP

/// A receiver's answers to a probe: to each datagram of its own, and to no other, one that is no longer. Sans-IO; one
/// thread, the media thread; nothing of ours allocates after init.
package struct ProbeEcho: ~Copyable {
    private let ssrc: UInt32
    private let answerSsrc: UInt32
    private var unprotector: PacketUnprotector
    private var protector: PacketProtector
    private var allowance: ProbeAllowance
    private let room: UnsafeMutableRawBufferPointer
    private var number: UInt16 = 0
    private var newest: UInt32?
    /// Which of the numbers up to `newest` have come; the lowest bit is that one.
    private var seen: UInt64 = 0
    /// Datagrams of the probe that came.
    package private(set) var received = 0

    /// Answers what comes from `ssrc` under `protection` by what goes out from `answerSsrc` under
    /// `answerProtection`, within `terms` from `now` (ns) on.
    package init(
        ssrc: UInt32, protection: PacketProtection, answerSsrc: UInt32,
        answerProtection: PacketProtection, terms: ProbeTerms, now: Int64
    ) throws(ProtectionError) {
        let unprotector = try PacketUnprotector(protection, ssrcs: [ssrc], window: 8_192)
        let protector = try PacketProtector(answerProtection, ssrcs: [answerSsrc])
        self.ssrc = ssrc
        self.answerSsrc = answerSsrc
        self.unprotector = unprotector
        self.protector = protector
        allowance = ProbeAllowance(terms, now: now)
        room = .allocate(
            byteCount: RTPHeader.fixedBytes + ProbeAnswer.bytes + 64, alignment: 16)
    }

    deinit { room.deallocate() }

    /// Whether `datagram` says that it is the probe's.
    package func isMeant(by datagram: UnsafeRawBufferPointer) -> Bool {
        guard datagram.count >= RTPHeader.fixedBytes, !isRTCP(datagram) else { return false }
        let bits = datagram.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
        return UInt32(bigEndian: bits) == ssrc
    }

    /// The answer to `datagram`, which came at `arrival` with `trafficClass`; it leaves at `now` (ns), and is valid
    /// until the next call. Nil where there is none to give.
    package mutating func answer(
        _ datagram: UnsafeMutableRawBufferPointer, arrival: Int64, trafficClass: UInt8, now: Int64
    ) -> UnsafeRawBufferPointer? {
        guard let length = unprotector.unprotect(datagram, length: datagram.count),
            let packet = RTPPacketView.parse(
                UnsafeRawBufferPointer(rebasing: datagram[..<length])),
            packet.header.payloadType == ProbeQuestion.payloadType,
            let question = ProbeQuestion(packet.payload),
            allowance.take(bytes: datagram.count, now: now)
        else { return nil }
        received += 1
        note(question.sequence)
        let answer = ProbeAnswer(
            sequence: question.sequence, received: arrival,
            turnaround: UInt32(clamping: now &- arrival), trafficClass: trafficClass,
            earlier: earlier(than: question.sequence))
        let header = RTPHeader(
            payloadType: ProbeQuestion.payloadType, sequenceNumber: number, timestamp: 0,
            ssrc: answerSsrc)
        number &+= 1
        guard let headerBytes = header.write(into: room) else { return nil }
        answer.write(into: UnsafeMutableRawBufferPointer(rebasing: room[headerBytes...]))
        guard let bytes = protector.protect(room, length: headerBytes + ProbeAnswer.bytes),
            bytes <= datagram.count
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: room[..<bytes])
    }

    private mutating func note(_ sequence: UInt32) {
        guard let known = newest else {
            (newest, seen) = (sequence, 1)
            return
        }
        let step = Int32(bitPattern: sequence &- known)
        if step > 0 {
            seen = step < 64 ? seen << UInt64(step) | 1 : 1
            newest = sequence
        } else if step > -64 {
            seen |= 1 << UInt64(-step)
        }
    }

    /// Of the 64 numbers before `sequence`, those that have come.
    private func earlier(than sequence: UInt32) -> UInt64 {
        guard let newest else { return 0 }
        let age = Int32(bitPattern: newest &- sequence)
        return (0..<63).contains(age) ? seen >> UInt64(age + 1) : 0
    }
}
