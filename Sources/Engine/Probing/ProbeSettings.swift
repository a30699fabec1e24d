package import Units

/// Everything `jacknet probe HOST` can be told, checked and typed.
package struct ProbeSettings: Hashable, Sendable {
    /// The receiver, as in `SendSettings`; and what the sound would be.
    package var send: SendSettings
    /// How long is measured.
    package var duration: Nanoseconds
    /// The JACK server whose rate and period the sound would have; nil is libjack's default.
    package var server: String?

    package init(send: SendSettings, duration: Nanoseconds, server: String?) {
        self.send = send
        self.duration = duration
        self.server = server
    }

    /// A probe takes so long, at the least and at most.
    package static let durations = Nanoseconds(1_000_000_000)...Nanoseconds(60_000_000_000)
    package static let defaultDuration = Nanoseconds(10_000_000_000)
}
