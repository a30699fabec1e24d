/// A link's states in the order of its life; after an interruption it waits again.
package enum LinkState: Hashable, Sendable {
    case starting
    /// No sound flows; the reason names for whom and why ("studio-b:54345: connection refused").
    case waiting(reason: String)
    /// The session is up; the first sound is not through yet.
    case connecting
    case connected
}
