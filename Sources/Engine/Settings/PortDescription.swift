/// One port of a JACK graph, as it was when it was looked at.
package struct PortDescription: Hashable, Sendable {
    /// The full name, `client:port`.
    package var name: String
    /// Sound goes into it; an output port otherwise.
    package var isInput: Bool
    /// It stands for a connector of a sound card.
    package var isPhysical: Bool
    /// `audio`, `midi`, or whatever JACK calls another type.
    package var type: String
    /// The full names of the ports that it is connected to.
    package var connections: [String]
    /// How long ago its sound was captured.
    package var captureLatency: LatencyRange
    /// How long until its sound is played.
    package var playbackLatency: LatencyRange

    package init(
        name: String, isInput: Bool, isPhysical: Bool = false, type: String = "audio",
        connections: [String] = [], captureLatency: LatencyRange, playbackLatency: LatencyRange
    ) {
        self.name = name
        self.isInput = isInput
        self.isPhysical = isPhysical
        self.type = type
        self.connections = connections
        self.captureLatency = captureLatency
        self.playbackLatency = playbackLatency
    }
}
