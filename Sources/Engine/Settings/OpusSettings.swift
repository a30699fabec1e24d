package import Units

/// What the Opus encoder is told.
package struct OpusSettings: Hashable, Sendable {
    /// Of the whole link; nil is `Defaults.bitsPerSecondPerChannel` for each channel.
    package var bitsPerSecond: Int?
    package var frame: Frame
    package var application: Application

    package init(
        bitsPerSecond: Int? = nil, frame: Frame = .ms5, application: Application = .audio
    ) {
        self.bitsPerSecond = bitsPerSecond
        self.frame = frame
        self.application = application
    }

    /// How much sound one packet holds; the raw values are milliseconds.
    package enum Frame: String, CaseIterable, Hashable, Sendable {
        case ms2point5 = "2.5"
        case ms5 = "5"
        case ms10 = "10"
        case ms20 = "20"

        package var duration: Nanoseconds {
            switch self {
            case .ms2point5: Nanoseconds(2_500_000)
            case .ms5: Nanoseconds(5_000_000)
            case .ms10: Nanoseconds(10_000_000)
            case .ms20: Nanoseconds(20_000_000)
            }
        }
    }

    /// `OPUS_APPLICATION_AUDIO`, `…_RESTRICTED_LOWDELAY`, `…_VOIP`.
    package enum Application: String, CaseIterable, Hashable, Sendable {
        case audio
        case lowdelay
        case voice
    }
}
