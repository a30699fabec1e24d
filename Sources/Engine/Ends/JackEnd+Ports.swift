import JackIO

/// Ports and connections as somebody wants them while the link runs.
extension JackEnd {
    /// All ports of the server, as they are now.
    func listPorts() throws(LinkFailure) -> [PortDescription] {
        try running().graph.map(PortDescription.init)
    }

    /// The full names of the link's own; none while there is no server.
    var ownPorts: [String] { client?.portNames ?? [] }

    /// Connects a port of the link's, both by their full names.
    func connect(_ ours: String, to other: String) throws(LinkFailure) {
        let pair = JackClient.Pair(ours: ours, other: other)
        parted.remove(pair)
        connected.remove(pair)
        let client = try running()
        do throws(JackError) { try client.connect(ours: ours, to: other) } catch {
            throw LinkFailure(.unavailable, error.description)
        }
    }

    /// Disconnects a port of the link's from another one, or, where that is nil, from all. What `--connect`
    /// had connected stays apart.
    func disconnect(_ ours: String, from other: String?) throws(LinkFailure) {
        let client = try running()
        do throws(JackError) {
            parted.formUnion(try client.disconnect(ours: ours, from: other))
        } catch {
            throw LinkFailure(.unavailable, error.description)
        }
    }

    private func running() throws(LinkFailure) -> JackClient {
        guard let client, !client.isShutDown else {
            throw LinkFailure(.unavailable, "the JACK server is not there; start it again")
        }
        return client
    }
}
