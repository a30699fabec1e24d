/// Where `recv` puts its sound.
package enum AudioSink: Hashable, Sendable {
    /// Out ports on a JACK server; nil is the server that libjack takes by default.
    case jack(server: String?)
    /// A sound file; the name's extension chooses its format.
    case file(path: String)
    /// Interleaved 32-bit float samples in this machine's byte order.
    case standardOutput
    /// Played at the right time, to nobody.
    case null
}
