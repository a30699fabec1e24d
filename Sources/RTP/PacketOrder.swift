/// How a packet came among the others of its source.
package enum PacketOrder: Hashable, Sendable {
    /// Further than any packet before it.
    case advanced

    /// Overtaken by a packet that was sent later.
    case reordered

    /// Came before; counted apart from what was received.
    case duplicate

    /// Far from all the others; counted once the packet that follows it has come too.
    case suspect
}
