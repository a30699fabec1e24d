import HostIO
import NetworkIO
import Protection
import Session
import Streaming
import Synchronization
import Units

/// What a sender says to a receiver, and what it hears from it.
extension SenderLink {
    func keepSession(_ now: Nanoseconds) throws(LinkFailure) {
        switch session {
        case .idle(let until):
            if let port = meeting.port {
                guard source.captureDevice != nil else { return }
                return wait(for: "a receiver on port \(port)")
            }
            guard now >= until, source.captureDevice != nil else { return }
            session = .dialling
            meeting.dial(forMedia: false)
        case .dialling: break
        case .greeting, .offering, .running:
            if liveness.isLost(now: now) {
                lose("no word from it for 3 s", now)
            } else if let ping = liveness.poll(now: now) {
                connection?.send(ping)
            }
            if let connection, !meeting.isStillLetIn(connection, now) {
                return lose("its key was removed", now)
            }
            fallBackIfUnheard(now)
            if stream?.voice.isWornOut == true { renewStream() }
            leaveIfMoved(now)
        }
    }

    /// A session from an address that this machine has no more would be silent until it is given up.
    private func leaveIfMoved(_ now: Nanoseconds) {
        guard now >= nextAddressLook, let connection,
            let local = SocketAddress(ip: connection.localAddress, port: 0)
        else { return }
        nextAddressLook = now + Nanoseconds(250_000_000)
        if local.isGone { lose("this machine is no longer \(connection.localAddress)", now) }
    }

    /// What the system refuses a link that has run is asked for again in a moment; any other is over.
    func postpone(_ failure: LinkFailure) throws(LinkFailure) {
        guard hasEverRun, failure.status == .system else { throw failure }
        lose(failure.message, MonotonicClock.now())
    }

    func take(_ input: LinkInput, _ now: Nanoseconds) throws(LinkFailure) {
        switch input {
        case .dialled(let made, forMedia: false):
            guard case .dialling = session else { return made.close() }
            liveness = Liveness(now: now)
            session = .greeting(made)
            made.send(.hello(hello))
        case .dialled(let made, forMedia: true):
            guard case .running = session, stream?.media.route.isTCP == true else {
                return made.close()
            }
            mediaConnection?.close()
            mediaConnection = made
            made.send(.join(Join(token: accept?.token ?? "")))
        case .notDialled(let error, forMedia: false):
            if case .unknownHost = error, !hasEverRun {
                throw LinkFailure(.unknownHost, error.description)
            }
            guard case .dialling = session else { return }
            // A receiver that will not have this end is not called again.
            if let failure = meeting.failure(of: error) { throw failure }
            session = .idle(until: now + Meeting.redialTime(now, leftAt: leftAt))
            wait(for: error.description)
        case .notDialled(let error, forMedia: true):
            if case .running = session { lose(error.description, now) }
        case .control(let from, let event):
            try take(event, from, now)
        case .reread: reread()
        case .steering(let client, let asked): steward.take(asked, from: client, self, now)
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
        guard from == connection else { return try takeCaller(event, from, now) }
        liveness.heard(now: now)
        switch event {
        case .message(let message): try take(message, from, now)
        case .closed:
            if case .greeting = session {
                lose("the connection closed before a word; is that jacknet?", now)
            } else {
                lose("the connection closed", now)
            }
        case .garbage where meeting.port != nil:
            lose("what it says is not jacknet's", now)
        case .garbage:
            throw LinkFailure(
                .protocolMismatch,
                "\(placeName): what answers there is not jacknet; check host and port")
        case .bytes: break
        }
    }

    private func take(
        _ message: SessionMessage, _ from: ControlConnection, _ now: Nanoseconds
    ) throws(LinkFailure) {
        switch message {
        case .hello(let hello):
            guard case .greeting = session else { break }
            if let fault = hello.otherProtocol {
                throw LinkFailure(.protocolMismatch, "\(placeName): \(fault)")
            }
            guard hello.role == "receiver" else {
                throw LinkFailure(
                    .protocolMismatch, "\(placeName): is not a receiver (\(hello.role))")
            }
            session = .offering(from, peer: hello.name)
            try offer(on: from, to: hello.name)
        case .accept(let accept): try start(accept, from, now)
        case .refuse(let refusal): try refused(refusal, now)
        case .statistics(let told):
            let statistics = told.bounded
            self.statistics = statistics
            arrivals.take(
                received: statistics.packetsReceived,
                sent: stream?.media.counts.packets.load(ordering: .relaxed) ?? 0)
            residual.take(
                received: statistics.packetsReceived, lost: statistics.packetsLost)
            stream?.noteLoss(percent: residual.percent)
            guard statistics.isPlaying else { break }
            source.peerPlays()
            source.tell(beyond: latencies.beyond(statistics.latencyNanoseconds))
            if let news = latencies.news(source.graphLatency) { from.send(.graph(news)) }
        case .graph(let latency): latencies.peer = latency
        case .repair(let asked):
            stream?.use(
                RepairPlan(
                    answers: asked.answers, near: asked.near, far: asked.far,
                    isCoarse: asked.isCoarse, parity: asked.parity, data: asked.data))
        case .ping(let ping): from.send(.pong(ping))
        case .pong(let pong): liveness.answered(pong, now: now)
        case .successionAnswer(let answer): take(answer)
        case .succeeded(let reference): takeSucceeded(reference)
        case .renew: renewStream()
        case .request, .answer, .settings, .noted: desk.take(message, now)
        case .view(let view): remoteView = view.bounded
        case .goodbye(let goodbye): lose(goodbye.reason, now, isGoodbye: true)
        default: break
        }
    }

    private func start(
        _ accept: Accept, _ from: ControlConnection, _ now: Nanoseconds
    ) throws(LinkFailure) {
        guard let stream, accept.ssrc == stream.description.ssrc,
            case .offering(_, let peer) = session,
            let host = SocketAddress(ip: from.peerAddress, port: accept.mediaPort)
        else { return }
        guard
            let feedback = PacketProtection(accept.feedbackSecret, as: settings.protection)
        else {
            let words =
                "does not protect its packets as this end does; install the same version on both"
            if meeting.port != nil { return lose(words, now) }
            throw LinkFailure(.protocolMismatch, "\(placeName): \(words)")
        }
        self.accept = accept
        latencies = LatencyExchange()
        do throws(LinkFailure) {
            try stream.start(
                to: MediaDestination(
                    address: meeting.port == nil ? host : nil, host: host,
                    isFollowed: meeting.port != nil, isProtected: settings.protection != .none),
                hearing: accept.feedbackSsrc, feedback,
                from: SocketAddress(ip: from.localAddress, port: meeting.port ?? 0), settings)
        } catch {
            return try postpone(error)
        }
        if !hasEverRun, let shortage = stream.shortage {
            observer.event(LinkEvent(.warning, "priority", shortage))
        }
        session = .running(from, peer: peer, since: now)
        if settings.transport == .tcp { switchToTCP() }
        hasEverRun = true
        waiting = ""
        toldLabel = codecLabel
        desk.greet()
        // What was changed since the offer was made.
        if needsStream(for: settings) {
            desk.change({ _ in }, asking: [:], completion: { _ in })
        }
        observer.event(
            LinkEvent(
                .info, "peer.connected",
                "connected to \(peer): \(codecLabel), \(stream.description.channels) channels, "
                    + "\(settings.transport == .tcp ? "tcp" : "udp")",
                fields: ["peer": .text(peer)]))
    }

    private func refused(_ refusal: Refusal, _ now: Nanoseconds) throws(LinkFailure) {
        if meeting.port != nil { return lose("it refused: \(refusal.reason)", now) }
        let failure = LinkFailure(refusal, by: placeName)
        guard refusal.code == "busy", hasEverRun || settings.waitsForJack else { throw failure }
        leave(until: now + Nanoseconds(1_000_000_000))
        wait(for: failure.message)
    }

    func lose(_ reason: String, _ now: Nanoseconds, isGoodbye: Bool = false) {
        if case .running(_, let peer, _) = session {
            observer.event(.parting(from: peer, reason, isGoodbye: isGoodbye))
        }
        leave(until: now + Nanoseconds(50_000_000))
        if meeting.port == nil { wait(for: "\(placeName): \(reason)") }
    }

    /// Ends the session, and calls again at `instant`.
    func leave(until instant: Nanoseconds) {
        leftAt = MonotonicClock.now()
        stream = nil
        remoteView = nil
        desk.part(leftAt)
        connection?.close()
        mediaConnection?.close()
        mediaConnection = nil
        caller = nil
        session = .idle(until: instant)
    }

    /// A receiver that called calls for the media too.
    private func switchToTCP() {
        stream?.media.route.useTCP(nil)
        meeting.dial(forMedia: true)
    }

    /// The UDP port that has to be open, and where.
    private var mediaPlace: String {
        if let port = meeting.port { return "\(port) here" }
        return "\(accept?.mediaPort ?? meeting.place?.port ?? 0) there"
    }

    /// Media that does not arrive, from the beginning or any more, goes another way.
    private func fallBackIfUnheard(_ now: Nanoseconds) {
        guard case .running(let from, let peer, let since) = session, let stream,
            stream.media.counts.packets.load(ordering: .relaxed) > 0
        else { return }
        let isUnheard =
            (statistics?.packetsReceived ?? 0) == 0
            && now - since > Nanoseconds(1_200_000_000)
        guard isUnheard || arrivals.hasStopped else { return }
        if stream.media.route.isTCP {
            if arrivals.hasStopped { lose("its media connection carries nothing any more", now) }
            return
        }
        arrivals = ArrivalWatch()
        guard settings.transport == .auto else {
            guard !hasWarnedOfSilence else { return }
            hasWarnedOfSilence = true
            observer.event(
                LinkEvent(
                    .warning, "transport.unheard",
                    "datagrams do not reach \(peer): open UDP port "
                        + "\(mediaPlace), or leave --transport udp out"))
            return
        }
        observer.event(
            LinkEvent(
                .warning, "transport.fallback",
                "datagrams do not reach \(peer): going on over TCP; open UDP port "
                    + "\(mediaPlace) for less latency",
                fields: ["transport": "tcp"]))
        from.send(.transport(TransportChange(transport: "tcp")))
        switchToTCP()
    }
}
