import JackIO
import Units

/// The ports of a JACK server of this machine, as they are now; nil is libjack's default server. One
/// that does not answer within five seconds is not waited for.
package func listPorts(server: String?) throws(LinkFailure) -> [PortDescription] {
    try askJack { () throws(JackError) in
        try JackGraph.ports(server: server).map(PortDescription.init)
    }
}

extension PortDescription {
    init(_ port: JackGraph.Port) {
        self.init(
            name: port.name, isInput: port.isInput, isPhysical: port.isPhysical, type: port.type,
            connections: port.connections,
            captureLatency: LatencyRange(
                minimumFrames: port.capture.minimum, maximumFrames: port.capture.maximum,
                rate: port.rate),
            playbackLatency: LatencyRange(
                minimumFrames: port.playback.minimum, maximumFrames: port.playback.maximum,
                rate: port.rate))
    }
}
