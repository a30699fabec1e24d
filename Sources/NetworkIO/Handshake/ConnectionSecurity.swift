package import Session

/// How a receiver's port tells senders from strangers.
package enum ListenerSecurity: Sendable {
    /// It does not: whoever calls is served, in clear.
    case open
    /// TLS with one of these keys.
    case keys(any AcceptedKeys)
}

/// How a sender shows that it may come in.
package enum DialerSecurity: Sendable {
    /// It does not, and speaks in clear.
    case open
    /// TLS with the one of these keys that the receiver asks for.
    case keys(any KnownKeys)
}
