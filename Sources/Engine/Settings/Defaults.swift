package import Units

/// What holds where the command line says nothing; the man pages name the same values.
package enum Defaults {
    package static let port = "54345"
    package static let portNumber: UInt16 = 54_345
    package static let senderName = "jacknet-send"
    package static let receiverName = "jacknet-recv"
    package static let channels = 2
    /// End to end.
    package static let latency = Nanoseconds(20_000_000)
    /// What a sender may ask for.
    package static let latencyRange = Nanoseconds.zero...Nanoseconds(10_000_000_000)
    package static let gain = Decibels(0)
    /// No louder is silence.
    package static let silence = Decibels(-60)
    /// So long a silence has a file play.
    package static let backupAlarm = SilenceAlarm(patience: Nanoseconds(5_000_000_000))
    /// Ethernet's.
    package static let mtuBytes = 1500
    /// Jumbo frames; whatever a larger --mtu says, no packet is longer.
    package static let longestDatagram = 9_000
    /// Expedited forwarding (RFC 3246).
    package static let dscp: UInt8 = 46
    /// Of sources that name no rate themselves.
    package static let rate = SampleRate.dat
    /// Opus, for each channel.
    package static let bitsPerSecondPerChannel = 64_000
}
