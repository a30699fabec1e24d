package import Probing
package import Units

/// What a probe found out of a way that is possible.
package struct ProbeReport: Sendable {
    /// The receiver's name for itself.
    package var peer: String
    /// Rate and period of the sound; the period is assumed where there is no JACK server here.
    package var rate: SampleRate
    package var periodFrames: Int
    package var isPeriodKnown: Bool
    package var shape: PacketShape
    /// The receiver's cycle; assumed likewise.
    package var receiverPeriod: Nanoseconds
    package var isReceiverPeriodKnown: Bool
    /// A link was there meanwhile.
    package var isPlaying: Bool
    package var way: WaySummary
    package var curve: LatencyCurve
    package var recommendations: [Recommendation]
    /// The longest IP packet that came, bytes, and whether none was too long; nil where none of the lengths tried came.
    package var mtu: Int?
    package var isMTULimited: Bool
    /// The DiffServ code points that packets left and arrived with.
    package var dscpSent: UInt8
    package var dscpArrived: UInt8
    /// How far the receiver's wall clock is ahead, ns.
    package var wallClockOffset: Int64
    /// Datagrams that this machine had no room for.
    package var dropped: Int
}
