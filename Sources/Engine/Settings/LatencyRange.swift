package import Units

/// What JACK knows of a port's latency (`jack_port_get_latency_range`).
package struct LatencyRange: Hashable, Sendable {
    package var minimumFrames: Int
    package var maximumFrames: Int
    /// The server's.
    package var rate: SampleRate

    package init(minimumFrames: Int, maximumFrames: Int, rate: SampleRate) {
        self.minimumFrames = minimumFrames
        self.maximumFrames = maximumFrames
        self.rate = rate
    }

    package var minimum: Nanoseconds { rate.duration(ofFrames: Int64(minimumFrames)) }
    package var maximum: Nanoseconds { rate.duration(ofFrames: Int64(maximumFrames)) }
}
