/// What a probe's datagram asks by: its number. The rest of its payload is as long as a stream's would be, and
/// means nothing.
package struct ProbeQuestion: Hashable, Sendable {
    /// The payload type, beside those of a stream and its repair.
    package static var payloadType: UInt8 { 100 }
    /// The shortest whole payload: no answer is longer than its question.
    package static var leastBytes: Int { ProbeAnswer.bytes }

    package var sequence: UInt32

    package init(sequence: UInt32) { self.sequence = sequence }

    /// Nil where it is too short for an answer.
    package init?(_ payload: UnsafeRawBufferPointer) {
        guard payload.count >= Self.leastBytes else { return nil }
        sequence = payload.bigEndian32(at: 0)
    }

    /// Fills `payload` with it, and zeros; false where that is too short.
    package func write(into payload: UnsafeMutableRawBufferPointer) -> Bool {
        guard payload.count >= Self.leastBytes else { return false }
        payload.initializeMemory(as: UInt8.self, repeating: 0)
        payload.store(sequence, at: 0)
        return true
    }
}

/// What a receiver answers to a probe's datagram.
package struct ProbeAnswer: Hashable, Sendable {
    /// Of the payload.
    package static var bytes: Int { 25 }

    /// Of the question.
    package var sequence: UInt32
    /// When the question came, by the receiver's clock, ns.
    package var received: Int64
    /// How much later the answer left, ns, 4.3 s at most.
    package var turnaround: UInt32
    /// What the question arrived with: DSCP in the upper six bits.
    package var trafficClass: UInt8
    /// Which of the 64 questions before this one had come by then: the lowest bit is the one just before.
    package var earlier: UInt64

    package init(
        sequence: UInt32, received: Int64, turnaround: UInt32, trafficClass: UInt8,
        earlier: UInt64
    ) {
        self.sequence = sequence
        self.received = received
        self.turnaround = turnaround
        self.trafficClass = trafficClass
        self.earlier = earlier
    }

    /// Nil where `payload` is none.
    package init?(_ payload: UnsafeRawBufferPointer) {
        guard payload.count == Self.bytes else { return nil }
        sequence = payload.bigEndian32(at: 0)
        received = Int64(bitPattern: payload.bigEndian64(at: 4))
        turnaround = payload.bigEndian32(at: 12)
        earlier = payload.bigEndian64(at: 16)
        trafficClass = payload[24]
    }

    /// Writes it; the caller has seen to the room of `bytes`.
    package func write(into payload: UnsafeMutableRawBufferPointer) {
        payload.store(sequence, at: 0)
        payload.store(UInt64(bitPattern: received), at: 4)
        payload.store(turnaround, at: 12)
        payload.store(earlier, at: 16)
        payload[24] = trafficClass
    }
}
