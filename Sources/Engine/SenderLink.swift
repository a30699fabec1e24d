import HostIO
import JackIO
import NetworkIO
import Session
import Synchronization
import Units

/// Runs a sender until it is told to end; the thread that calls owns the link.
package func runSender(
    _ settings: SendSettings, reportingTo observer: any LinkObserver
) throws(LinkFailure) {
    guard case .jack = settings.source else {
        throw LinkFailure(.unavailable, "--from: only JACK ports can be sent so far; leave it out")
    }
    let mailbox: Mailbox
    do { mailbox = try Mailbox() } catch { throw LinkFailure(.system, error.description) }
    var housekeeping = try Housekeeping(duration: settings.duration, mailbox: mailbox.flag)
    let link = SenderLink(settings, mailbox, observer)
    defer { link.close() }
    while !housekeeping.isEnding {
        try link.turn()
        try housekeeping.wait(until: MonotonicClock.now() + Nanoseconds(50_000_000))
    }
    link.sayGoodbye()
}

/// What a sender is doing about its session.
private enum SenderSession {
    case idle(until: Nanoseconds)
    case dialling
    case greeting(ControlConnection)
    case offering(ControlConnection, peer: String)
    case running(ControlConnection, peer: String, since: Nanoseconds)
}

private final class SenderLink {
    private let settings: SendSettings
    private let mailbox: Mailbox
    private let observer: any LinkObserver
    private let loop = ControlLoop()
    private let jack: JackKeeper
    private let place: HostPort
    private let identity: String

    private var session = SenderSession.idle(until: .zero)
    private var stream: SendStream?
    private var streamPeriod = 0
    private var liveness = Liveness(now: .zero)
    private var accept: Accept?
    private var statistics: Statistics?
    private var mediaConnection: ControlConnection?
    private var waiting = ""
    private var nextReport = Nanoseconds.zero
    private var hasEverHadJack = false
    private var hasEverRun = false
    private var octetsBefore = (count: 0, at: Nanoseconds.zero, rate: 0.0)

    init(_ settings: SendSettings, _ mailbox: Mailbox, _ observer: any LinkObserver) {
        self.settings = settings
        self.mailbox = mailbox
        self.observer = observer
        place = HostPort(host: settings.host, port: UInt16(settings.port) ?? 54_345)
        identity = Identity.stable(name: settings.name)
        var server: String?
        if case .jack(let name) = settings.source { server = name }
        jack = JackKeeper(
            name: settings.name, server: server, exactName: settings.requiresExactName,
            direction: .capture, ceiling: nil, patterns: settings.connections,
            ownerFlag: mailbox.flag.fileDescriptor)
    }

    func close() {
        stream = nil
        jack.drop()
        loop.shutdown()
    }

    /// One look at everything.
    func turn() throws(LinkFailure) {
        let now = MonotonicClock.now()
        for input in mailbox.takeAll() { try take(input, now) }
        try keepSource(now)
        try keepSession(now)
        report(now)
    }

    func sayGoodbye() {
        guard let connection else { return }
        connection.send(.goodbye(Goodbye(reason: "the sender was stopped")))
        stream = nil
        connection.close()
        // The close happens behind the message; give it the time to leave.
        MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(20_000_000))
    }

    private var connection: ControlConnection? {
        switch session {
        case .idle, .dialling: nil
        case .greeting(let connection): connection
        case .offering(let connection, _): connection
        case .running(let connection, _, _): connection
        }
    }

    // MARK: The source

    private func keepSource(_ now: Nanoseconds) throws(LinkFailure) {
        if let client = jack.client, client.isShutDown {
            observer.event(LinkEvent(.warning, "jack.lost", "the JACK server is gone"))
            stream = nil
            jack.drop()
        }
        if jack.poll(now: now), let client = jack.client {
            hasEverHadJack = true
            do throws(JackError) {
                try client.setPorts(settings.channels ?? Defaults.channels)
            } catch {
                throw LinkFailure(.unavailable, error.description)
            }
            observer.event(
                LinkEvent(
                    .info, "jack.ready",
                    "\(client.name): \(client.portCount) ports at \(client.sampleRate.hertz) Hz, "
                        + "period \(client.periodFrames)"))
        } else if jack.client == nil, let failure = jack.failure {
            if !hasEverHadJack, !settings.waitsForJack {
                throw LinkFailure(.unavailable, failure.description)
            }
            wait(for: failure.description)
        }
        if let client = jack.client, client.periodFrames != streamPeriod, stream != nil {
            stream = nil
        }
        if stream == nil, jack.client != nil, case .running(let connection, let peer, _) = session {
            try offer(on: connection, to: peer)
        }
    }

    private func offer(on connection: ControlConnection, to peer: String) throws(LinkFailure) {
        guard let client = jack.client else { return }
        streamPeriod = client.periodFrames
        let stream = try SendStream(settings, from: client)
        self.stream = stream
        accept = nil
        statistics = nil
        session = .offering(connection, peer: peer)
        connection.send(
            .offer(
                Offer(
                    stream: stream.description,
                    transport: settings.transport == .tcp ? "tcp" : "udp")))
    }

    // MARK: The session

    private func keepSession(_ now: Nanoseconds) throws(LinkFailure) {
        switch session {
        case .idle(let until):
            guard now >= until, jack.client != nil else { return }
            session = .dialling
            dial(forMedia: false)
        case .dialling: break
        case .greeting, .offering, .running:
            if liveness.isLost(now: now) {
                lose("no word from it for 3 s", now)
            } else if let ping = liveness.poll(now: now) {
                connection?.send(ping)
            }
            fallBackIfUnheard(now)
        }
    }

    private func dial(forMedia: Bool) {
        let mailbox = mailbox
        ControlDialer.dial(
            place, on: loop,
            deliver: { mailbox.post(.control($0, $1)) },
            completion: { result in
                switch result {
                case .success(let made): mailbox.post(.dialled(made, forMedia: forMedia))
                case .failure(let error): mailbox.post(.notDialled(error, forMedia: forMedia))
                }
            })
    }

    private func take(_ input: LinkInput, _ now: Nanoseconds) throws(LinkFailure) {
        switch input {
        case .dialled(let made, forMedia: false):
            liveness = Liveness(now: now)
            session = .greeting(made)
            made.send(
                .hello(
                    Hello(
                        software: Identity.software,
                        name: "\(settings.name)@\(Identity.hostName)", role: "sender",
                        identity: identity)))
        case .dialled(let made, forMedia: true):
            mediaConnection = made
            made.send(.join(Join(token: accept?.token ?? "")))
        case .notDialled(let error, forMedia: false):
            if case .unknownHost = error, !hasEverRun {
                throw LinkFailure(.unknownHost, error.description)
            }
            session = .idle(until: now + Nanoseconds(100_000_000))
            wait(for: error.description)
        case .notDialled(let error, forMedia: true):
            lose(error.description, now)
        case .control(let from, let event):
            try take(event, from, now)
        }
    }

    private func take(
        _ event: ControlEvent, _ from: ControlConnection, _ now: Nanoseconds
    ) throws(LinkFailure) {
        if from == mediaConnection {
            switch event {
            case .message(.joined): stream?.media.route.useTCP(from)
            case .closed, .garbage:
                mediaConnection = nil
                lose("its media connection closed", now)
            default: break
            }
            return
        }
        guard from == connection else { return }
        liveness.heard(now: now)
        switch event {
        case .message(let message): try take(message, from, now)
        case .closed: lose("the connection closed", now)
        case .garbage:
            throw LinkFailure(
                .protocolMismatch,
                "\(place.description): what answers there is not jacknet; check host and port")
        case .bytes: break
        }
    }

    private func take(
        _ message: SessionMessage, _ from: ControlConnection, _ now: Nanoseconds
    ) throws(LinkFailure) {
        switch message {
        case .hello(let hello):
            guard hello.version == sessionProtocol else {
                throw LinkFailure(
                    .protocolMismatch,
                    "\(place.description): speaks protocol \(hello.version), this end "
                        + "\(sessionProtocol); install the same version on both")
            }
            guard hello.role == "receiver" else {
                throw LinkFailure(
                    .protocolMismatch, "\(place.description): is not a receiver (\(hello.role))")
            }
            session = .offering(from, peer: hello.name)
            try offer(on: from, to: hello.name)
        case .accept(let accept): try start(accept, from, now)
        case .refuse(let refusal): try refused(refusal, now)
        case .statistics(let statistics): self.statistics = statistics
        case .ping(let ping): from.send(.pong(ping))
        case .pong(let pong): liveness.answered(pong, now: now)
        case .goodbye(let goodbye): lose(goodbye.reason, now)
        default: break
        }
    }

    private func start(
        _ accept: Accept, _ from: ControlConnection, _ now: Nanoseconds
    ) throws(LinkFailure) {
        guard let stream, case .offering(_, let peer) = session,
            let address = SocketAddress(ip: from.peerAddress, port: accept.mediaPort)
        else { return }
        self.accept = accept
        if settings.transport == .tcp { switchToTCP() }
        try stream.start(to: address, settings)
        session = .running(from, peer: peer, since: now)
        hasEverRun = true
        waiting = ""
        observer.event(
            LinkEvent(
                .info, "peer.connected",
                "connected to \(peer): \(codecLabel), \(stream.description.channels) channels, "
                    + "\(settings.transport == .tcp ? "tcp" : "udp")",
                fields: ["peer": .text(peer)]))
    }

    private func refused(_ refusal: Refusal, _ now: Nanoseconds) throws(LinkFailure) {
        let message = "\(place.description): refused: \(refusal.reason)"
        guard refusal.code == "busy", hasEverRun || settings.waitsForJack else {
            throw LinkFailure(
                refusal.code == "version" ? .protocolMismatch : .unavailable, message)
        }
        connection?.close()
        session = .idle(until: now + Nanoseconds(1_000_000_000))
        wait(for: message)
    }

    private func lose(_ reason: String, _ now: Nanoseconds) {
        if case .running(_, let peer, _) = session {
            observer.event(LinkEvent(.warning, "peer.lost", "lost \(peer): \(reason)"))
        }
        stream = nil
        connection?.close()
        mediaConnection?.close()
        mediaConnection = nil
        session = .idle(until: now + Nanoseconds(50_000_000))
        wait(for: "\(place.description): \(reason)")
    }

    // MARK: The transport

    private func switchToTCP() {
        stream?.media.route.useTCP(nil)
        dial(forMedia: true)
    }

    private func fallBackIfUnheard(_ now: Nanoseconds) {
        guard case .running(let from, let peer, let since) = session, settings.transport == .auto,
            let stream, !stream.media.route.isTCP, now - since > Nanoseconds(1_200_000_000),
            (statistics?.packetsReceived ?? 0) == 0,
            stream.media.counts.packets.load(ordering: .relaxed) > 0
        else { return }
        observer.event(
            LinkEvent(
                .warning, "transport.fallback",
                "datagrams do not reach \(peer): going on over TCP; open UDP port "
                    + "\(accept?.mediaPort ?? place.port) there for less latency",
                fields: ["transport": "tcp"]))
        from.send(.transport(TransportChange(transport: "tcp")))
        switchToTCP()
    }

    // MARK: Telling

    private var codecLabel: String {
        guard settings.codec == .opus, let stream else { return settings.codec.rawValue }
        return "opus \(stream.description.bitsPerSecond / 1_000)k"
    }

    private func wait(for reason: String) {
        guard waiting != reason else { return }
        waiting = reason
        observer.event(LinkEvent(.info, "peer.waiting", "waiting for \(reason)"))
    }

    private func report(_ now: Nanoseconds) {
        guard now >= nextReport else { return }
        nextReport = now + Nanoseconds(100_000_000)
        var report = LinkReport()
        switch session {
        case .idle, .dialling: report.state = .waiting(reason: waiting)
        case .greeting, .offering: report.state = .connecting
        case .running(_, let peer, _):
            report.state = .connected
            report.peer = peer
        }
        report.codec = codecLabel
        report.xruns = UInt64(jack.xruns)
        report.roundTrip = liveness.roundTrip
        if let stream {
            let counts = stream.media.counts
            report.channels = stream.description.channels
            report.rate = SampleRate(hertz: stream.description.sampleRate)
            report.transport = stream.media.route.isTCP ? "tcp" : "udp"
            report.packetsSent = UInt64(counts.packets.load(ordering: .relaxed))
            report.peaks = stream.takePeaks()
            report.bytesPerSecond = rate(counts.octets.load(ordering: .relaxed), now)
        }
        if let statistics {
            report.packetsReceived = UInt64(clamping: statistics.packetsReceived)
            report.packetsLost = UInt64(clamping: statistics.packetsLost)
            report.packetsLate = UInt64(clamping: statistics.packetsLate)
            report.concealedFrames = UInt64(clamping: statistics.concealedFrames)
            report.latencyActual = Nanoseconds(statistics.latencyNanoseconds)
            report.latencyTarget = Nanoseconds(statistics.targetNanoseconds)
        }
        observer.report(report)
    }

    private func rate(_ octets: Int, _ now: Nanoseconds) -> Double {
        if octets < octetsBefore.count { octetsBefore = (0, now, 0) }
        let elapsed = (now - octetsBefore.at).seconds
        if elapsed >= 1 {
            octetsBefore = (octets, now, Double(octets - octetsBefore.count) / elapsed)
        }
        return octetsBefore.rate
    }
}
