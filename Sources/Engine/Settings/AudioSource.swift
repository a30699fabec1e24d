/// Where `send` takes its sound from.
package enum AudioSource: Hashable, Sendable {
    /// In ports on a JACK server; nil is the server that libjack takes by default.
    case jack(server: String?)
    /// A sine of this many hertz on every channel.
    case tone(hertz: Double)
    /// A sound file, played once.
    case file(path: String)
    /// Interleaved 32-bit float samples in this machine's byte order.
    case standardInput
}
