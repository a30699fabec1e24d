package import Text
package import Units

/// A link as it is now; the engine makes about ten a second, off the real-time threads.
/// Counts are since the start of the process, and nil is "not known (yet)".
package struct LinkReport: Equatable, Sendable {
    package var state = LinkState.starting
    /// The other end's name, as it calls itself: a string from outside.
    package var peer: String?
    /// What the sound is coded in: `f32`, `opus 128k`, …
    package var codec: String?
    package var channels: Int?
    /// On the wire.
    package var rate: SampleRate?
    /// `udp` or `tcp`.
    package var transport: String?
    /// What the packets are protected by: `AEAD_AES_256_GCM`, or `none`.
    package var protection: String?
    /// What the key is called here that the session stands on.
    package var key: String?
    /// End to end, as asked for.
    package var latencyTarget: Nanoseconds?
    /// End to end, as measured.
    package var latencyActual: Nanoseconds?
    /// The least latency that this link could have.
    package var latencyFloor: Nanoseconds?
    /// How far `latencyActual` may be from the truth: the way there and the way back may differ by as much.
    package var latencyUncertainty: Nanoseconds?
    /// How much faster the sender's clock is than this end's, by their nominal rates, ppm; nil where both
    /// are the same.
    package var clockRatio: Double?
    /// The standard deviation of that over half a minute, means of one second, ppm.
    package var clockWander: Double?
    /// What half of the packets, 95 and 99 of a hundred take at most, beyond the fastest.
    package var jitter50: Nanoseconds?
    package var jitter95: Nanoseconds?
    package var jitter99: Nanoseconds?
    /// How losses are repaired now, in the words of `--repair`; `nack+dup:1` is both.
    package var repair: String?
    /// The least time from one end to the other and back.
    package var roundTrip: Nanoseconds?
    package var packetsSent: UInt64 = 0
    package var packetsReceived: UInt64 = 0
    /// Never arrived.
    package var packetsLost: UInt64 = 0
    /// Lost or delayed, and brought back in time.
    package var packetsRepaired: UInt64 = 0
    /// Arrived after their playout.
    package var packetsLate: UInt64 = 0
    /// Of those, the ones that came while a JACK server at either end lost time.
    package var packetsHeldUp: UInt64 = 0
    /// Not of this link, or not of any form known: counted and ignored.
    package var packetsRefused: UInt64 = 0
    /// Of those, the ones of this link that were changed on their way, or are not the peer's.
    package var packetsForged: UInt64 = 0
    /// Of those, the ones that had been here before.
    package var packetsReplayed: UInt64 = 0
    /// Frames that were made up because theirs had not come.
    package var concealedFrames: UInt64 = 0
    package var xruns: UInt64 = 0
    /// On the wire now, headers included.
    package var bytesPerSecond: Double = 0
    /// The highest sample of each channel since the report before, in dBFS.
    package var peaks: [Decibels] = []
    /// Whether it has been silent for longer than `--silence-alarm` says; nil where that is not looked for.
    package var isSilent: Bool?
    /// Of the file that plays while there is silence: `waiting`, `ready` or `playing`; nil where there is none.
    package var backup: String?

    /// How the other end sees the link: members as `jsonMembers` names them; nil where it does not tell.
    package var remote: JSONValue?

    package init() {}
}
