/// What carries the media packets; the raw values are the command line's words.
package enum TransportChoice: String, CaseIterable, Hashable, Sendable {
    /// UDP, and TCP where UDP does not arrive within two seconds.
    case auto
    case udp
    /// RFC 4571 framing on a connection of its own.
    case tcp
}
