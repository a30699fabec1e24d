import JackIO

/// The ports of a JACK server of this machine, as they are now; nil is libjack's default server.
package func listPorts(server: String?) throws(LinkFailure) -> [PortDescription] {
    do throws(JackError) {
        return try JackGraph.ports(server: server).map(PortDescription.init)
    } catch {
        throw LinkFailure(.unavailable, error.description)
    }
}

extension PortDescription {
    fileprivate init(_ port: JackGraph.Port) {
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
