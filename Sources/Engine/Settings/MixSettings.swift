package import Units

/// What an end does to the sound that passes it; each can change while it runs.
package struct MixSettings: Hashable, Sendable {
    /// −100 … +24 dB.
    package var gain: Decibels
    package var isMuted: Bool
    package var map: ChannelMap

    package init(
        gain: Decibels = Defaults.gain, isMuted: Bool = false, map: ChannelMap = .identity
    ) {
        self.gain = gain
        self.isMuted = isMuted
        self.map = map
    }
}
