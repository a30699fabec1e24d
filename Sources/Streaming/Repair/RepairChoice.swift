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

    /// As one word, and back; `none` for a word that is none of these.
    package var bits: UInt64 {
        func word(_ kind: UInt64, _ first: Int = 0, _ second: Int = 0) -> UInt64 {
            kind | UInt64(first & 0xff) << 8 | UInt64(second & 0xff) << 16
        }
        return switch self {
        case .none: 0
        case .nack(let copies): word(1, copies)
        case .copy(let distance): word(2, distance)
        case .copies(let near, let far): word(3, near, far)
        case .nackAndCopy(let copies, let distance): word(4, copies, distance)
        case .reedSolomon(let data, let parity): word(5, data, parity)
        }
    }

    package init(bits: UInt64) {
        let (first, second) = (Int(bits >> 8 & 0xff), Int(bits >> 16 & 0xff))
        switch bits & 0xff {
        case 1: self = .nack(copies: first)
        case 2: self = .copy(distance: first)
        case 3: self = .copies(near: first, far: second)
        case 4: self = .nackAndCopy(copies: first, distance: second)
        case 5: self = .reedSolomon(data: first, parity: second)
        default: self = .none
        }
    }
}

extension RepairChoice: CustomStringConvertible {
    /// In the words of the command line.
    package var description: String {
        switch self {
        case .none: "none"
        case .nack: "nack"
        case .copy: "dup:1"
        case .copies: "dup:2"
        case .nackAndCopy: "nack+dup:1"
        case .reedSolomon(let data, let parity): "rs:\(data)+\(parity)"
        }
    }
}

/// A choice with what it is expected to do.
package struct RepairEstimate: Hashable, Sendable {
    package var choice: RepairChoice
    /// The part of the packets that is still missing when it must be played.
    package var residual: Double
    /// Bytes sent beside the stream, as a part of it.
    package var overhead: Double
}
