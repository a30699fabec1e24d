import Streaming

/// How losses are to be repaired.
package enum RepairWish: Hashable, Sendable {
    /// As suits the network.
    case auto
    case none
    /// What is lost is asked for again.
    case nack
    /// Everything is sent so many times more, 1 or 2.
    case duplicates(Int)

    /// For the core.
    var wish: RepairChooser.Wish {
        switch self {
        case .auto: .auto
        case .none: .fixed(.none)
        case .nack: .fixed(.nack(copies: 1))
        case .duplicates(let count): .duplicates(count)
        }
    }
}
