/// Why a connection came to nothing before it was a session's.
package enum HandshakeFault: Error, Hashable, Sendable {
    /// The other end speaks in clear, this one does not.
    case inClear
    /// The other end encrypts, this one does not.
    case encrypted
    /// The sender knows no key of these receivers.
    case noKey
    /// The key is not, or no more, one of those that the receiver accepts.
    case unknownKey
    /// The key has that identity at both ends, and another secret.
    case wrongKey
    /// No version, cipher or message of TLS that both ends have.
    case noTLS
    /// Nothing that makes a session came in time.
    case timedOut
    /// The other end closed the connection first.
    case closed
}
