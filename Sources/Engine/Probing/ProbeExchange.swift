import Protection
import RTP

/// Questions of a probe, and what answers say; in memory made once. For one thread.
struct ProbeExchange: ~Copyable {
    private let ssrc: UInt32
    private var protector: PacketProtector
    private var unprotector: PacketUnprotector
    private let overhead: Int
    private let room: UnsafeMutableRawBufferPointer
    /// The number of the next question.
    private(set) var next: UInt32 = 0

    /// Questions from `ssrc` under `protection`, answers from `answerSsrc` under `answerProtection`.
    init(
        ssrc: UInt32, protection: PacketProtection, answerSsrc: UInt32,
        answerProtection: PacketProtection
    ) throws(ProtectionError) {
        let protector = try PacketProtector(protection, ssrcs: [ssrc])
        let unprotector = try PacketUnprotector(
            answerProtection, ssrcs: [answerSsrc], window: 8_192)
        self.ssrc = ssrc
        overhead = protection.profile.overheadBytes
        self.protector = protector
        self.unprotector = unprotector
        room = .allocate(byteCount: Defaults.longestDatagram, alignment: 16)
    }

    deinit { room.deallocate() }

    /// The next question, of so many bytes of UDP payload; nil where that is too few or too many. Valid until the
    /// next call.
    mutating func question(bytes: Int) -> UnsafeRawBufferPointer? {
        let end = bytes - overhead
        guard bytes <= room.count, end > RTPHeader.fixedBytes else { return nil }
        let header = RTPHeader(
            payloadType: ProbeQuestion.payloadType,
            sequenceNumber: UInt16(truncatingIfNeeded: next), timestamp: 0, ssrc: ssrc)
        guard let start = header.write(into: room),
            ProbeQuestion(sequence: next).write(
                into: UnsafeMutableRawBufferPointer(rebasing: room[start..<end]))
        else { return nil }
        next &+= 1
        return protector.protect(room, length: end).map {
            UnsafeRawBufferPointer(rebasing: room[..<$0])
        }
    }

    /// What `datagram` answers; nil where it is no answer to this probe.
    mutating func answer(_ datagram: UnsafeMutableRawBufferPointer) -> ProbeAnswer? {
        guard let length = unprotector.unprotect(datagram, length: datagram.count),
            let packet = RTPPacketView.parse(
                UnsafeRawBufferPointer(rebasing: datagram[..<length])),
            packet.header.payloadType == ProbeQuestion.payloadType
        else { return nil }
        return ProbeAnswer(packet.payload)
    }
}
