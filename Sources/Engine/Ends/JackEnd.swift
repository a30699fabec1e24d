import HostIO
import JackIO
import Session
import Units

/// An end of a link in a JACK graph: keeps trying to have a client, and its connections.
final class JackEnd: SendSource, ReceiveSink {
    /// What the command line said of it.
    struct Wishes {
        var name: String
        var server: String?
        var requiresExactName: Bool
        var direction: JackClient.Direction
        var mix: MixSettings
        var ceiling: Decibels?
        var connections: [PortPattern]
        /// Waits for a server that is not there at start.
        var waits: Bool
        /// Ports; nil takes the first stream's count.
        var channels: Int?
    }

    private var wishes: Wishes
    private let mixer: EndMixer
    /// Connections that were made because they were wished for.
    var connected: Set<JackClient.Pair> = []
    private let ownerFlag: Int32
    private(set) var client: JackClient?
    /// What somebody disconnected by hand: it is not connected again.
    var parted: Set<JackClient.Pair> = []
    private(set) var portCount: Int
    /// What the ports were connected to when the server's sample rate changed: they are again.
    private var kept: Set<JackClient.Pair> = []
    private var nextTry = Nanoseconds.zero
    private var nextConnect = Nanoseconds.zero
    /// When there was nothing to connect to for the first time; then it is said, once.
    private var unmatchedSince: Nanoseconds?
    private var hasSaidUnmatched = false
    private var lostXruns = 0
    private var hasEverHadServer = false
    private var takenSince: Nanoseconds?
    private var news: [LinkEvent] = []

    /// `ownerFlag` is an eventfd that is signalled when there is something to poll for.
    init(_ wishes: Wishes, ownerFlag: Int32) {
        self.wishes = wishes
        self.ownerFlag = ownerFlag
        mixer = EndMixer(wishes.mix)
        portCount = wishes.channels ?? 0
    }

    // The client goes before the mixer that it uses.
    deinit { client = nil }

    var captureDevice: (any CaptureDevice)? { client }
    var playoutDevice: (any PlayoutDevice)? { client }
    var channels: Int { portCount }

    /// Cycles that the server was late with, over all its lives.
    var xruns: Int { lostXruns + (client?.xruns ?? 0) }

    var graphLatency: GraphLatency {
        guard let client else { return .none }
        let range = client.graphLatency
        func nanoseconds(_ frames: Int) -> Int64 {
            client.sampleRate.duration(ofFrames: Int64(frames)).count
        }
        return GraphLatency(
            minimumNanoseconds: nanoseconds(range.lowerBound),
            maximumNanoseconds: nanoseconds(range.upperBound))
    }

    func tell(beyond latency: GraphLatency) {
        guard let client else { return }
        func frames(_ nanoseconds: Int64) -> Int {
            Int(client.sampleRate.frames(in: Nanoseconds(nanoseconds)))
        }
        let low = frames(latency.minimumNanoseconds)
        client.tell(beyond: low...max(low, frames(latency.maximumNanoseconds)))
    }

    func takeWarnings() -> [LinkEvent] {
        defer { news = [] }
        return news
    }

    /// `NAME:in_1 … in_8`
    private static func portNames(_ name: String, _ end: JackEnd) -> String {
        let stem = end.wishes.direction == .capture ? "in_" : "out_"
        let rest = end.portCount == 1 ? "" : " … \(stem)\(end.portCount)"
        return "\(name):\(stem)1\(rest)"
    }

    /// Sound goes into its ports.
    var hasInputs: Bool { wishes.direction == .capture }

    func mix(_ settings: MixSettings) {
        wishes.mix = settings
        mixer.set(settings)
    }

    func setCeiling(_ ceiling: Decibels?) {
        wishes.ceiling = ceiling
        client?.setCeiling(ceiling)
    }

    func setConnections(_ patterns: [PortPattern]) {
        wishes.connections = patterns
        parted = []
        unmatchedSince = nil
        hasSaidUnmatched = false
        guard let client else { return }
        let wanted = wantedPairs(client)
        for pair in connected.subtracting(wanted) {
            // One that is gone already is not missed.
            _ = try? client.disconnect(ours: pair.ours, from: pair.other)
        }
        connected.formIntersection(wanted)
        connect(wanted, by: client)
        nextConnect = .zero
    }

    private func connect(_ pairs: [JackClient.Pair], by client: JackClient) {
        // jackd logs each time that somebody asks for what is there.
        let there = client.connections
        for pair in pairs
        where !parted.contains(pair) && !there.contains(pair) && client.connect(pair) {
            connected.insert(pair)
        }
    }

    func peerPlays() {}
    func close() throws(LinkFailure) {
        client = nil
        if JackClient.isStuck { throw .jackHangs }
    }

    func prepare(channels: Int, rate: SampleRate) throws(LinkFailure) {
        // Ports that are there stay, for what they are connected to.
        if wishes.channels == nil, channels > portCount {
            portCount = channels
            if let client {
                news.append(
                    LinkEvent(.info, "sink.ports", "JACK: " + Self.portNames(client.name, self)))
            }
        }
        guard let client else { return }
        do throws(JackError) {
            try client.setPorts(portCount)
        } catch {
            if client.isShutDown { return }
            throw LinkFailure(.unavailable, error.description)
        }
    }

    func poll(_ now: Nanoseconds) throws(LinkFailure) -> EndNews {
        if let client {
            guard client.isShutDown || client.hasNewRate else {
                client.settleLatencies()
                connect(client, now)
                return .none
            }
            let hasNewRate = !client.isShutDown
            lostXruns += client.xruns
            kept = hasNewRate ? client.connections : []
            self.client = nil
            connected = []
            return .lost(
                hasNewRate ? "JACK has another sample rate now" : "the JACK server is gone")
        }
        guard now >= nextTry else { return .none }
        nextTry = now + Nanoseconds(100_000_000)
        do throws(JackError) {
            let made = try JackClient(
                name: wishes.name, server: wishes.server, exactName: wishes.requiresExactName,
                direction: wishes.direction, ownerFlag: ownerFlag,
                mixer: mixer.pointer, ceiling: wishes.ceiling)
            try made.setPorts(portCount)
            client = made
            for pair in kept { _ = made.connect(pair) }
            kept = []
            hasEverHadServer = true
            takenSince = nil
            nextConnect = now
            let ports = portCount == 0 ? "ports to come" : Self.portNames(made.name, self)
            return .ready(
                "JACK: \(ports), \(made.sampleRate.hertz) Hz, period \(made.periodFrames)")
        } catch {
            if case .nameTaken = error {
                // A client that was killed holds its name for a moment.
                let since = takenSince ?? now
                takenSince = since
                guard now - since < Nanoseconds(1_000_000_000) else {
                    throw LinkFailure(.unavailable, error.description)
                }
                nextTry = now + Nanoseconds(25_000_000)
                return .none
            }
            if case .stuck = error { return .stuck(error.description) }
            guard hasEverHadServer || wishes.waits else {
                let wait = if case .noServer = error { ", or wait for it with --wait" } else { "" }
                throw LinkFailure(.unavailable, error.description + wait)
            }
            return .missing(error.description)
        }
    }

    /// Connects what should be connected, when ports came or went and once a second.
    private func connect(_ client: JackClient, _ now: Nanoseconds) {
        guard !wishes.connections.isEmpty else { return }
        guard client.takePortsChanged() || now >= nextConnect else { return }
        nextConnect = now + Nanoseconds(1_000_000_000)
        let wanted = wantedPairs(client)
        connect(wanted, by: client)
        guard wanted.isEmpty, !hasSaidUnmatched, client.others(inOrderOf: rank).isEmpty else {
            unmatchedSince = nil
            return
        }
        let since = unmatchedSince ?? now
        unmatchedSince = since
        guard now - since >= Nanoseconds(1_000_000_000) else { return }
        hasSaidUnmatched = true
        sayUnmatched()
    }

    private func wantedPairs(_ client: JackClient) -> [JackClient.Pair] {
        client.pairs(inOrderOf: rank)
    }

    private func rank(_ name: String) -> Int? {
        wishes.connections.firstIndex { $0.matches(name) }
    }

    private func sayUnmatched() {
        let isCapture = wishes.direction == .capture
        let patterns = wishes.connections.map { "\"\($0.text)\"" }.joined(separator: ", ")
        news.append(
            LinkEvent(
                .warning, "ports.unmatched",
                "no \(isCapture ? "output" : "input") port matches \(patterns): it is connected when one "
                    + "comes; jacknet ports --\(isCapture ? "outputs" : "inputs") lists them"))
    }
}
