import CJack
package import Units

/// The graph of a JACK server, looked at once.
package enum JackGraph {
    package struct Port: Sendable {
        package var name: String
        package var isInput: Bool
        package var isPhysical: Bool
        /// `audio` or `midi`, or JACK's own words.
        package var type: String
        package var connections: [String]
        /// In frames at `rate`.
        package var capture: (minimum: Int, maximum: Int)
        package var playback: (minimum: Int, maximum: Int)
        package var rate: SampleRate
    }

    /// What a server is.
    package struct Server: Sendable {
        package var rate: SampleRate
        package var periodFrames: Int
        /// Its threads, and its clients', have real-time priority.
        package var isRealTime: Bool
        /// Of the library that this process has, as it tells it; PipeWire's names itself. Nil where it tells
        /// nothing.
        package var library: String?
    }

    /// All ports of `server` (nil: libjack's default), in its order.
    package static func ports(server: String?) throws(JackError) -> [Port] {
        try look(at: server) { ports(of: $0) }
    }

    /// How `server` (nil: libjack's default) runs.
    package static func server(_ server: String?) throws(JackError) -> Server {
        try look(at: server) { client in
            let library = jack_get_version_string().map { String(cString: $0) } ?? ""
            return Server(
                rate: SampleRate(hertz: Int(jack_get_sample_rate(client))) ?? .dat,
                periodFrames: Int(jack_get_buffer_size(client)),
                isRealTime: jack_is_realtime(client) != 0,
                library: library.isEmpty ? nil : library)
        }
    }

    private static func look<Found>(
        at server: String?, _ body: (OpaquePointer) -> Found
    ) throws(JackError) -> Found {
        jack_set_error_function(jacknetQuiet)
        jack_set_info_function(jacknetQuiet)
        var status = jack_status_t(0)
        guard
            let client = jn_client_open("jacknet-ports", JackNoStartServer, &status, server)
        else { throw .noServer(server ?? "") }
        defer { jack_client_close(client) }
        return body(client)
    }

    /// All ports of the server that `client` is on.
    static func ports(of client: OpaquePointer) -> [Port] {
        let rate = SampleRate(hertz: Int(jack_get_sample_rate(client))) ?? .dat
        guard let list = jack_get_ports(client, nil, nil, 0) else { return [] }
        defer { jack_free(list) }
        var ports: [Port] = []
        var index = 0
        while let name = list[index] {
            index += 1
            guard let port = jack_port_by_name(client, name) else { continue }
            ports.append(describe(port, client, rate))
        }
        return ports
    }

    private static func describe(
        _ port: OpaquePointer, _ client: OpaquePointer, _ rate: SampleRate
    ) -> Port {
        let flags = UInt32(bitPattern: jack_port_flags(port))
        var capture = jack_latency_range_t()
        var playback = jack_latency_range_t()
        jack_port_get_latency_range(port, JackCaptureLatency, &capture)
        jack_port_get_latency_range(port, JackPlaybackLatency, &playback)
        let type = jack_port_type(port).map { String(cString: $0) } ?? ""
        return Port(
            name: jack_port_name(port).map { String(cString: $0) } ?? "",
            isInput: flags & JackPortIsInput.rawValue != 0,
            isPhysical: flags & JackPortIsPhysical.rawValue != 0,
            type: type == JACK_DEFAULT_AUDIO_TYPE ? "audio" : type.contains("midi") ? "midi" : type,
            connections: connections(of: port, client),
            capture: (Int(capture.min), Int(capture.max)),
            playback: (Int(playback.min), Int(playback.max)), rate: rate)
    }

    static func connections(of port: OpaquePointer, _ client: OpaquePointer) -> [String] {
        guard let list = jack_port_get_all_connections(client, port) else { return [] }
        defer { jack_free(list) }
        var names: [String] = []
        var index = 0
        while let name = list[index] {
            names.append(String(cString: name))
            index += 1
        }
        return names
    }
}
