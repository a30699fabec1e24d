/// What the resampler costs, and what it does to the sound.
package struct ResamplerResult: Codable, Hashable, Sendable {
    package struct Cost: Codable, Hashable, Sendable {
        /// Rates, Hz.
        package var from: Int
        package var to: Int
        package var channels: Int
        /// Processor time for a second of one channel, µs.
        package var process: Rounds
    }

    /// A sine of −1 dBFS.
    package struct Tone: Codable, Hashable, Sendable {
        package var from: Int
        package var to: Int
        package var hertz: Double
        /// Residual over fundamental, dB.
        package var thdPlusNoise: Double
        /// dB.
        package var gain: Double
    }

    /// Between two rates.
    package struct Band: Codable, Hashable, Sendable {
        package var from: Int
        package var to: Int
        /// The greatest gain of tones up to 20 kHz, or to nine tenths of half of the lower rate, either sign, dB.
        package var ripple: Double
        /// The strongest image of sines up to 20 kHz, dB; nil where the rates are equal and there is none.
        package var image: Double?
        /// Input frames that it looks ahead.
        package var reach: Int
    }

    package var costs: [Cost]
    package var tones: [Tone]
    package var bands: [Band]
}
