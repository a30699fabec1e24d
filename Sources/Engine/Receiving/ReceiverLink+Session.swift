import Codec
import HostIO
import NetworkIO
import Protection
import Session
import Streaming
import Synchronization
import Units

/// What a receiver says to a sender, and what it hears from it.
extension ReceiverLink {
    func keepSession(_ now: Nanoseconds) {
        guard let guest else { return }
        if guest.liveness.isLost(now: now) {
            lose("no word from it for 3 s")
            return
        }
        guard isStillLetIn(guest, now) else { return }
        if let ping = self.guest?.liveness.poll(now: now) { guest.connection.send(ping) }
        guard let stream else { return }
        let plan = RepairPlan(bits: stream.counts.plan.load(ordering: .relaxed))
        if plan != self.plan {
            self.plan = plan
            guest.connection.send(
                .repair(
                    Repair(
                        answers: plan.answers, near: plan.near, far: plan.far,
                        isCoarse: plan.isCoarse, parity: plan.parity, data: plan.data)))
        }
        let begins = !hasPlayed && stream.isPlaying
        hasPlayed = hasPlayed || begins
        guard begins || now >= nextStatistics else { return }
        if let news = latencies.news(sink.graphLatency) { guest.connection.send(.graph(news)) }
        if hasPlayed {
            sink.tell(beyond: latencies.beyond(stream.counts.latency.load(ordering: .relaxed)))
        }
        nextStatistics = now + Nanoseconds(500_000_000)
        renewIfDeaf(stream, now)
        let counts = stream.counts
        let totals = sessionPast + counts.totals
        guest.connection.send(
            .statistics(
                Statistics(
                    packetsReceived: totals.received, packetsLost: totals.lost,
                    packetsLate: totals.late, packetsRepaired: totals.repaired,
                    concealedFrames: totals.concealedFrames,
                    latencyNanoseconds: counts.latency.load(ordering: .relaxed),
                    targetNanoseconds: counts.target.load(ordering: .relaxed),
                    isPlaying: hasPlayed)))
    }

    func take(_ event: ControlEvent, _ from: ControlConnection, _ now: Nanoseconds)
        throws(LinkFailure)
    {
        switch event {
        case .garbage:
            if isGreeted(by: from) { throw notJacknet }
            meeting.strangers.add()
        case .bytes: break
        case .closed:
            if from == guest?.connection { return lose("the connection closed") }
            if from == visit?.connection { return endVisit() }
            guard meeting.port == nil else { return }
            if from == guest?.mediaConnection { return lose("its media connection closed") }
            if isGreeted(by: from) {
                hangUp("the connection closed before a word; is that jacknet?", now)
            }
        case .message(let message):
            if from == guest?.connection { guest?.liveness.heard(now: now) }
            try take(message, from, now)
        }
    }

    private func take(_ message: SessionMessage, _ from: ControlConnection, _ now: Nanoseconds)
        throws(LinkFailure)
    {
        switch message {
        case .hello(let hello):
            if meeting.port == nil { return try takeAnswer(hello, from, now) }
            greet(hello, from, now)
        case .refuse(let refusal) where isGreeted(by: from) || from == guest?.connection:
            try takeRefusal(refusal, now)
        case .joined: break
        case .join(let join):
            guard let guest, join.token == guest.token, from.key?.id == guest.connection.key?.id
            else {
                return from.close()
            }
            guest.mediaConnection?.close()
            intake.take(from: from)
            self.guest?.mediaConnection = from
            self.guest?.transport = "tcp"
            from.send(.joined(join))
        case _ where from == visit?.connection: takeFromProbe(message, from, now)
        default:
            guard from == guest?.connection else { return from.close() }
            switch message {
            case .offer(let offer): try take(offer, from)
            case .succession(let succession): take(succession, from)
            case .withdrawn(let reference): takeWithdrawn(reference)
            case .request, .answer, .settings, .noted: desk.take(message, now)
            case .view(let view): remoteView = view.bounded
            case .graph(let latency): latencies.peer = latency
            case .ping(let ping): from.send(.pong(ping))
            case .pong(let pong):
                guest?.liveness.answered(pong, now: now)
                noteDistance()
            case .transport(let change):
                if change.transport == "tcp" { meeting.dial(forMedia: true) }
                observer.event(
                    LinkEvent(
                        .warning, "transport.changed",
                        "\(guest?.hello.name ?? "the sender") goes on over \(change.transport): "
                            + "its datagrams do not arrive"))
            case .goodbye(let goodbye):
                lose(goodbye.reason, isGoodbye: true)
                if settings.endsAfterFirstSession { hasEnded = true }
            default: break
            }
        }
    }

    private func greet(_ hello: Hello, _ from: ControlConnection, _ now: Nanoseconds) {
        func refuse(_ code: String, _ reason: String) {
            meeting.refuse(hello, from, Refusal(code: code, reason: reason), observer)
        }
        if let fault = hello.otherProtocol { return refuse("version", "it \(fault)") }
        if hello.role == "probe" { return greetProbe(hello, from, now) }
        guard hello.role == "sender" else { return refuse("role", "it is not a sender") }
        if let guest {
            guard guest.givesWay(to: hello, over: from, now) else {
                return refuse("busy", "busy with \(guest.hello.name)")
            }
            close(guest)
        }
        welcome(hello, from, now)
        from.send(.hello(self.hello))
    }

    private func take(_ offer: Offer, _ from: ControlConnection) throws(LinkFailure) {
        guard let guest, let peer = SocketAddress(ip: from.peerAddress, port: 0) else { return }
        dropIncoming(because: "another offer came")
        if renewedLatency != nil {
            succession = .failed(ChangeRefusal(.refused, "the sender began anew; try again"))
        }
        stream = nil
        sessionPast = LinkTotals()
        guard
            let protection = PacketProtection(offer.stream.secret, as: settings.protection)
        else {
            from.send(.refuse(Refusal(code: "format", reason: Self.otherProtection)))
            return close(guest)
        }
        do throws(StreamingError) {
            stream = try ReceiveStream(
                offer.stream, from: peer,
                greeting: offer.transport == "tcp"
                    ? nil : meeting.place.map { peer.with(port: $0.port) },
                latency: settings.latency,
                keptDelay: delays[guest.hello.identity],
                sharesClock: settings.clock == .shared, media: media, orders: orders,
                repair: settings.repair, protection: protection)
            reach = ReceiveStream.reach(of: settings.latency)
        } catch {
            from.send(.refuse(Refusal(code: "format", reason: error.description)))
            close(guest)
            return
        }
        try sink.prepare(
            channels: offer.stream.channels,
            rate: SampleRate(hertz: offer.stream.sampleRate) ?? .dat)
        hasPlayed = false
        plan = RepairPlan()
        latencies = LatencyExchange()
        hasWarnedOfLatency = false
        if sink.portCount != offer.stream.channels, settings.mix.map == .identity {
            observer.event(
                LinkEvent(
                    .warning, "channels",
                    "\(guest.hello.name) sends \(offer.stream.channels) channels, this end has "
                        + "\(sink.portCount): missing ones are silent, extra ones are dropped"))
        }
        self.guest?.transport = offer.transport
        play()
        from.send(
            .accept(
                Accept(
                    ssrc: offer.stream.ssrc, mediaPort: mediaPort, token: guest.token,
                    latencyNanoseconds: settings.latency.known?.count ?? 0,
                    feedbackSsrc: stream?.feedbackSsrc ?? 0,
                    feedbackSecret: stream?.feedbackSecret)))
        if offer.transport == "tcp" { meeting.dial(forMedia: true) }
        waiting = ""
        hasEverRun = true
        desk.greet()
        observer.event(
            LinkEvent(
                .info, "peer.connected",
                "\(guest.hello.name) connected: \(offer.stream.codec), "
                    + "\(offer.stream.channels) channels at \(offer.stream.sampleRate) Hz",
                fields: ["peer": .text(guest.hello.name)]))
    }

    private func noteDistance() {
        if let trip = guest?.liveness.roundTrip { media.noteDistance(trip.count / 2) }
    }

    func lose(_ reason: String, isGoodbye: Bool = false) {
        guard let guest else { return }
        observer.event(.parting(from: guest.hello.name, reason, isGoodbye: isGoodbye))
        close(guest)
        if meeting.port == nil { hangUp(reason, MonotonicClock.now()) }
        waitForSender()
    }

    private func close(_ guest: Guest) {
        guest.connection.close()
        guest.mediaConnection?.close()
        dropIncoming(because: "the session is over")
        stream = nil
        remoteView = nil
        desk.part(MonotonicClock.now())
        self.guest = nil
    }
}
