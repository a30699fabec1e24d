/// Whose key it is, seen from this machine.
package enum KeySide: String, CaseIterable, Hashable, Sendable {
    /// Of a sender that is let in here.
    case sender
    /// Of a receiver elsewhere, that lets this user in.
    case receiver

    /// Where its keys are.
    var directory: String { rawValue + "s" }
}
