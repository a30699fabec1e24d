package import Units

extension ClockLink {
    /// The network's shortest way becomes longer or shorter.
    package struct RouteChange: Hashable, Sendable {
        package var time: Nanoseconds
        /// Positive is longer.
        package var change: Nanoseconds

        package init(at time: Nanoseconds, by change: Nanoseconds) {
            self.time = time
            self.change = change
        }
    }

    /// Two ends and what is between them.
    package struct Settings: Hashable, Sendable {
        package var sender = SoundCard.Settings()
        package var receiver = SoundCard.Settings()
        package var network = Impairment()
        /// In order of time.
        package var routeChanges: [RouteChange] = []
        /// From port to port.
        package var latency = Nanoseconds(60_000_000)

        package init() {}
    }
}
