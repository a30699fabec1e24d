package import Streaming

/// A latency that a probe recommends, and what is to be expected with it.
package struct Recommendation: Hashable, Sendable {
    package var profile: DelayProfile
    /// End to end, ns.
    package var latency: Int64
    package var forecast: LossForecast
    /// No latency keeps what is missing as low as the profile wants: this is about the best.
    package var isMet: Bool

    init(_ profile: DelayProfile, _ latency: Int64, _ forecast: LossForecast, isMet: Bool) {
        self.profile = profile
        self.latency = latency
        self.forecast = forecast
        self.isMet = isMet
    }

    /// The value for `--repair`, where it is another one than its default: what the receiver would choose by
    /// itself, but only once it had lost enough.
    package var repairWord: String? {
        switch forecast.repair {
        case .none, .nack, .nackAndCopy: nil
        case .copy, .copies, .reedSolomon: forecast.repair.description
        }
    }
}
