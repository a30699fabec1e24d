/// Where to dial or to listen, as written; resolved by the engine.
package struct HostAndPort: Hashable, Sendable {
    /// Without IPv6's brackets; nil where none is written.
    package var host: String?
    /// Nil where none is written.
    package var port: String?
}
