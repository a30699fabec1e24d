import Text
package import Units

/// When silence is told of.
package struct SilenceAlarm: Hashable, Sendable {
    /// So long no channel is louder than `threshold`; 0.1 s to a day.
    package var patience: Nanoseconds
    /// A peak, −120 to 0 dBFS.
    package var threshold: Decibels

    package init(patience: Nanoseconds, threshold: Decibels = Defaults.silence) {
        self.patience = patience
        self.threshold = threshold
    }

    /// As it is written on a command line, in seconds: `10`, `10:-40`.
    package var text: String {
        let seconds = patience.seconds.shortest
        return threshold == Defaults.silence ? seconds : "\(seconds):\(threshold.value.shortest)"
    }
}
