/// Why somebody was not let in at a listening port.
package enum DoorFault: Hashable, Sendable {
    /// Before a word: for where it comes from, or how often.
    case gate(ConnectionVerdict.Refusal)
    case handshake(HandshakeFault)
}
