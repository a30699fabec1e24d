/// Where to dial or to listen, as written; resolved by the engine.
struct HostAndPort: Hashable, Sendable {
    /// Without IPv6's brackets; nil where none is written.
    var host: String?
    /// Nil where none is written.
    var port: String?
}
