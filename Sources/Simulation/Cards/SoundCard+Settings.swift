package import Units

extension SoundCard {
    /// A time that a server stands still, and its card with it: no frame passes, and JACK's own counter
    /// does not know.
    package struct Standstill: Hashable, Sendable {
        package var time: Nanoseconds
        package var length: Nanoseconds

        package init(at time: Nanoseconds, for length: Nanoseconds) {
            self.time = time
            self.length = length
        }
    }

    /// A card, the JACK server that it drives and the machine that both run in.
    package struct Settings: Hashable, Sendable {
        /// Nominal, Hz.
        package var rate = 48_000
        /// Frames a cycle.
        package var period = 128
        package var crystal = Crystal.Settings()
        /// Of the clock that stamps are read from.
        package var machine = Crystal.Settings()
        /// Mean of the exponential time that a callback is late.
        package var wakeJitter = Nanoseconds(20_000)
        /// Callbacks a second that come later still, by a uniform time up to `latest`.
        package var latePerSecond = 0.0
        package var latest = Nanoseconds(10_000_000)
        /// In order of time.
        package var standstills: [Standstill] = []
        /// Standstills beside these, at random, each of 1 to 20 ms.
        package var standstillsPerHour = 0.0
        /// By how much callbacks are late at least in the tenth of a second after a standstill.
        package var aftermath = Nanoseconds(0)
        /// JACK tells of a standstill, as it does of most.
        package var reportsXruns = true

        package init() {}
    }
}
