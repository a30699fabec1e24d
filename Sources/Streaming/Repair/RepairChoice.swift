/// A way to repair losses.
package enum RepairChoice: Hashable, Sendable {
    case none
    /// Retransmission of what is asked for, so many copies of each request and of each answer.
    case nack(copies: Int)
    /// Each packet once more, so many packets later.
    case copy(distance: Int)
    /// Each packet twice more.
    case copies(near: Int, far: Int)
    case nackAndCopy(copies: Int, distance: Int)
    /// `parity` packets of Reed and Solomon for every `data` packets.
    case reedSolomon(data: Int, parity: Int)
}

/// A choice with what it is expected to do.
package struct RepairEstimate: Hashable, Sendable {
    package var choice: RepairChoice
    /// The part of the packets that is still missing when it must be played.
    package var residual: Double
    /// Bytes sent beside the stream, as a part of it.
    package var overhead: Double
}
