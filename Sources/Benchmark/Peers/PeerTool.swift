/// A program that carries sound over a network between two JACK servers.
enum PeerTool: String, CaseIterable {
    case jacknet
    case zita = "zita-njbridge"
    case jacktrip

    /// What has to be installed, in the order receiver, sender.
    var programs: [String] {
        switch self {
        case .jacknet: []
        case .zita: ["zita-n2j", "zita-j2n"]
        case .jacktrip: ["jacktrip", "jacktrip"]
        }
    }

    /// The ports that sound comes out of, and those that it goes into; `%d` is the channel.
    var outPort: String {
        switch self {
        case .jacknet: "jacknet-recv:out_%d"
        case .zita: "zita-n2j:out_%d"
        case .jacktrip: "bench:receive_%d"
        }
    }
    var inPort: String {
        switch self {
        case .jacknet: "jacknet-send:in_%d"
        case .zita: "zita-j2n:in_%d"
        case .jacktrip: "bench:send_%d"
        }
    }

    /// From port to port, ms, as it is asked for; nil where there is no such wish.
    var askedMilliseconds: Double? { self == .jacktrip ? nil : PeersBench.latency }

    /// The words of the receiving and of the sending program after their names, for JACK servers `right` and `left`.
    func words(
        channels: Int, left: String, right: String, port: Int
    ) -> (receiver: [String], sender: [String]) {
        let latency = PeersBench.latency.plain
        switch self {
        case .jacknet:
            return (
                [
                    "recv", "--listen", "127.0.0.1:\(port)", "--latency", latency, "--channels",
                    "\(channels)", "--jack-server", right,
                ],
                [
                    "send", "127.0.0.1:\(port)", "--channels", "\(channels)", "--jack-server", left,
                ]
            )
        case .zita:
            return (
                [
                    "--jserv", right, "--chan", "1-\(channels)", "--buff", latency, "127.0.0.1",
                    "\(port)",
                ],
                ["--jserv", left, "--chan", "\(channels)", "--float", "127.0.0.1", "\(port)"]
            )
        case .jacktrip:
            // Floating point, and its own choice of a queue; the server is the environment's.
            let common = [
                "--clientname", "bench", "--numchannels", "\(channels)", "--bitres", "32",
                "--bindport", "\(port)", "--nojackportsconnect",
            ]
            return (
                ["--server"] + common,
                ["--client", "127.0.0.1", "--peerport", "\(port)"]
                    + common.map { $0 == "\(port)" ? "\(port + 1)" : $0 }
            )
        }
    }
}
