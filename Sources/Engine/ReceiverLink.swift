import HostIO
import JackIO
import NetworkIO
import RTP
import Session
import Synchronization
import Units

/// Runs a receiver until it is told to end; the thread that calls owns the link.
package func runReceiver(
    _ settings: ReceiveSettings, reportingTo observer: any LinkObserver
) throws(LinkFailure) {
    guard case .jack = settings.sink else {
        throw LinkFailure(.unavailable, "--to: only JACK ports can be played to so far; leave it out")
    }
    let mailbox: Mailbox
    do { mailbox = try Mailbox() } catch { throw LinkFailure(.system, error.description) }
    var housekeeping = try Housekeeping(duration: settings.duration, mailbox: mailbox.flag)
    let link = try ReceiverLink(settings, mailbox, observer)
    defer { link.close() }
    while !housekeeping.isEnding, !link.isDone {
        try link.turn()
        try housekeeping.wait(until: MonotonicClock.now() + Nanoseconds(50_000_000))
    }
    link.sayGoodbye()
}

/// A sender that has said hello.
private struct Guest {
    var connection: ControlConnection
    var hello: Hello
    var liveness: Liveness
    var token: String
    var mediaConnection: ControlConnection?
    var transport = "udp"
}

/// Cuts RTP packets out of a TCP connection, on the event loop's thread.
private final class FrameCutter: Sendable {
    private let reader = Mutex<ReaderBox>(ReaderBox())
    private struct ReaderBox: ~Copyable { var reader = FrameReader(capacity: 65_535) }

    func cut(_ bytes: [UInt8], into inbox: MediaInbox) {
        reader.withLock { box in
            bytes.withUnsafeBytes { raw in
                var chunk = raw
                while let packet = box.reader.next(from: &chunk) { inbox.put(Array(packet)) }
            }
        }
    }
}

private final class ReceiverLink {
    private let settings: ReceiveSettings
    private let mailbox: Mailbox
    private let observer: any LinkObserver
    private let loop = ControlLoop()
    private let listener: ControlListener
    private let jack: JackKeeper
    private let media: ReceiveMedia
    private let socket: Lent<UDPSocket>
    private let thread: Lent<RealTimeThread>
    private let cutter = FrameCutter()

    private var guest: Guest?
    private var stream: ReceiveStream?
    private var playedPeriod = 0
    private var waiting = ""
    private var nextReport = Nanoseconds.zero
    private var nextStatistics = Nanoseconds.zero
    private var hasEverHadJack = false
    private var strangers = 0
    private var hasWarnedOfLatency = false
    private var octetsBefore = (count: 0, at: Nanoseconds.zero, rate: 0.0)
    /// `--once` has had its session.
    private(set) var isDone = false

    init(
        _ settings: ReceiveSettings, _ mailbox: Mailbox, _ observer: any LinkObserver
    ) throws(LinkFailure) {
        self.settings = settings
        self.mailbox = mailbox
        self.observer = observer
        var server: String?
        if case .jack(let name) = settings.sink { server = name }
        jack = JackKeeper(
            name: settings.name, server: server, exactName: settings.requiresExactName,
            direction: .playout, ceiling: settings.ceiling, patterns: settings.connections,
            ownerFlag: mailbox.flag.fileDescriptor)
        let place = HostPort(host: settings.host ?? "", port: UInt16(settings.port) ?? 54_345)
        do throws(ControlError) {
            listener = try ControlListener(place, on: loop) { mailbox.post(.control($0, $1)) }
        } catch {
            throw LinkFailure(.unavailable, error.description)
        }
        do {
            let local =
                SocketAddress(ip: settings.host ?? "", port: listener.port)
                ?? SocketAddress.any(port: listener.port)
            socket = Lent(try UDPSocket(bindingTo: local))
            media = try ReceiveMedia()
            let (media, socket) = (media, socket)
            thread = Lent(
                try RealTimeThread(name: "jacknet-media", priority: 9) {
                    media.run(socket: &socket.pointer.pointee)
                })
        } catch {
            throw LinkFailure(.unavailable, "\(error)")
        }
        if let shortage = socket.pointer.pointee.buffers.shortage {
            observer.event(LinkEvent(.warning, "socket.buffer", shortage))
        }
        if case .normal(let missing) = thread.pointer.pointee.scheduling {
            observer.event(LinkEvent(.warning, "priority", missing))
        }
        wait(for: "a sender on port \(listener.port)")
    }

    func close() {
        stream = nil
        jack.drop()
        media.stop()
        thread.pointer.pointee.join()
        thread.free()
        socket.free()
        loop.shutdown()
    }

    func turn() throws(LinkFailure) {
        let now = MonotonicClock.now()
        for input in mailbox.takeAll() {
            guard case .control(let from, let event) = input else { continue }
            take(event, from, now)
        }
        try keepSink(now)
        keepSession(now)
        report(now)
    }

    func sayGoodbye() {
        guard let guest else { return }
        guest.connection.send(.goodbye(Goodbye(reason: "the receiver was stopped")))
        guest.connection.close()
        MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(20_000_000))
    }

    // MARK: The sink

    private func keepSink(_ now: Nanoseconds) throws(LinkFailure) {
        if let client = jack.client, client.isShutDown {
            observer.event(LinkEvent(.warning, "jack.lost", "the JACK server is gone"))
            stream?.detach()
            jack.drop()
        }
        if jack.poll(now: now), let client = jack.client {
            hasEverHadJack = true
            try setPorts(settings.channels ?? stream?.description.channels ?? 0)
            observer.event(
                LinkEvent(
                    .info, "jack.ready",
                    "\(client.name): at \(client.sampleRate.hertz) Hz, period "
                        + "\(client.periodFrames)"))
            play()
        } else if jack.client == nil, let failure = jack.failure {
            if !hasEverHadJack, !settings.waitsForJack {
                throw LinkFailure(.unavailable, failure.description)
            }
            wait(for: failure.description)
        }
        if let client = jack.client, stream != nil, client.periodFrames != playedPeriod { play() }
    }

    private func setPorts(_ count: Int) throws(LinkFailure) {
        guard let client = jack.client, count > 0 else { return }
        do throws(JackError) {
            try client.setPorts(count)
        } catch {
            if client.isShutDown { return }
            throw LinkFailure(.unavailable, error.description)
        }
    }

    private func play() {
        guard let stream, let client = jack.client else { return }
        playedPeriod = client.periodFrames
        stream.play(on: client)
    }

    // MARK: The session

    private func keepSession(_ now: Nanoseconds) {
        guard let guest else { return }
        if guest.liveness.isLost(now: now) {
            lose("no word from it for 3 s")
            return
        }
        if let ping = self.guest?.liveness.poll(now: now) { guest.connection.send(ping) }
        guard now >= nextStatistics, stream != nil else { return }
        nextStatistics = now + Nanoseconds(500_000_000)
        let counts = media.counts
        guest.connection.send(
            .statistics(
                Statistics(
                    packetsReceived: counts.packets.load(ordering: .relaxed),
                    packetsLost: counts.lost.load(ordering: .relaxed),
                    packetsLate: counts.late.load(ordering: .relaxed),
                    concealedFrames: counts.concealed.load(ordering: .relaxed),
                    latencyNanoseconds: counts.latency.load(ordering: .relaxed),
                    targetNanoseconds: settings.latency.count)))
    }

    private func take(_ event: ControlEvent, _ from: ControlConnection, _ now: Nanoseconds) {
        switch event {
        case .garbage: strangers += 1
        case .bytes(let bytes):
            guard from == guest?.mediaConnection else { return }
            cutter.cut(bytes, into: media.inbox)
            media.wake()
        case .closed:
            if from == guest?.connection { lose("the connection closed") }
        case .message(let message):
            if from == guest?.connection { guest?.liveness.heard(now: now) }
            take(message, from, now)
        }
    }

    private func take(_ message: SessionMessage, _ from: ControlConnection, _ now: Nanoseconds) {
        switch message {
        case .hello(let hello): greet(hello, from, now)
        case .join(let join):
            guard let guest, join.token == guest.token else { return from.close() }
            self.guest?.mediaConnection = from
            self.guest?.transport = "tcp"
            from.send(.joined(join))
        default:
            guard from == guest?.connection else { return from.close() }
            switch message {
            case .offer(let offer): take(offer, from)
            case .ping(let ping): from.send(.pong(ping))
            case .pong(let pong):
                guest?.liveness.answered(pong, now: now)
                noteDistance()
            case .transport(let change):
                observer.event(
                    LinkEvent(
                        .warning, "transport.changed",
                        "\(guest?.hello.name ?? "the sender") goes on over \(change.transport): "
                            + "its datagrams do not arrive"))
            case .goodbye(let goodbye):
                lose(goodbye.reason)
                isDone = settings.endsAfterFirstSession
            default: break
            }
        }
    }

    private func greet(_ hello: Hello, _ from: ControlConnection, _ now: Nanoseconds) {
        func refuse(_ code: String, _ reason: String) {
            from.send(.refuse(Refusal(code: code, reason: reason)))
            from.close()
            observer.event(
                LinkEvent(.warning, "peer.refused", "refused \(hello.name): \(reason)"))
        }
        guard hello.version == sessionProtocol else {
            return refuse(
                "version",
                "it speaks protocol \(hello.version), this end \(sessionProtocol); install the "
                    + "same version on both")
        }
        guard hello.role == "sender" else { return refuse("role", "it is not a sender") }
        if let guest {
            guard guest.hello.identity == hello.identity else {
                return refuse("busy", "busy with \(guest.hello.name)")
            }
            guest.connection.close()
            stream = nil
        }
        media.oneWay.store(0, ordering: .relaxed)
        guest = Guest(
            connection: from, hello: hello, liveness: Liveness(now: now), token: Identity.token())
        from.send(
            .hello(
                Hello(
                    software: Identity.software,
                    name: "\(settings.name)@\(Identity.hostName)", role: "receiver",
                    identity: Identity.stable(name: settings.name))))
    }

    private func take(_ offer: Offer, _ from: ControlConnection) {
        guard let guest, let peer = SocketAddress(ip: from.peerAddress, port: 0) else { return }
        stream = nil
        let period = jack.client.map { client in
            client.sampleRate.duration(ofFrames: Int64(client.periodFrames))
        }
        do {
            let made = try ReceiveStream(
                offer.stream, from: peer, latency: settings.latency,
                outputPeriod: period ?? .zero, media: media)
            stream = made
            try setPorts(settings.channels ?? offer.stream.channels)
        } catch {
            from.send(.refuse(Refusal(code: "format", reason: "\(error)")))
            from.close()
            self.guest = nil
            return
        }
        hasWarnedOfLatency = false
        if let channels = settings.channels, channels != offer.stream.channels {
            observer.event(
                LinkEvent(
                    .warning, "channels",
                    "\(guest.hello.name) sends \(offer.stream.channels) channels, this end has "
                        + "\(channels): missing ones are silent, extra ones are dropped"))
        }
        self.guest?.transport = offer.transport
        play()
        from.send(
            .accept(
                Accept(
                    mediaPort: listener.port, token: guest.token,
                    latencyNanoseconds: settings.latency.count)))
        waiting = ""
        observer.event(
            LinkEvent(
                .info, "peer.connected",
                "\(guest.hello.name) connected: \(offer.stream.codec), "
                    + "\(offer.stream.channels) channels at \(offer.stream.sampleRate) Hz",
                fields: ["peer": .text(guest.hello.name)]))
    }

    /// Small changes of the least round trip are noise; the delay does not follow them.
    private func noteDistance() {
        guard let trip = guest?.liveness.roundTrip else { return }
        let oneWay = trip.count / 2
        let known = media.oneWay.load(ordering: .relaxed)
        if (oneWay - known).magnitude > 300_000 {
            media.oneWay.store(oneWay, ordering: .relaxed)
        }
    }

    private func lose(_ reason: String) {
        guard let guest else { return }
        observer.event(LinkEvent(.warning, "peer.lost", "lost \(guest.hello.name): \(reason)"))
        guest.connection.close()
        guest.mediaConnection?.close()
        self.guest = nil
        stream = nil
        wait(for: "a sender on port \(listener.port)")
    }

    // MARK: Telling

    private func wait(for reason: String) {
        guard waiting != reason else { return }
        waiting = reason
        observer.event(LinkEvent(.info, "peer.waiting", "waiting for \(reason)"))
    }

    private func report(_ now: Nanoseconds) {
        guard now >= nextReport else { return }
        nextReport = now + Nanoseconds(100_000_000)
        var report = LinkReport()
        let counts = media.counts
        report.state = .waiting(reason: waiting)
        report.latencyTarget = settings.latency
        report.packetsRefused = UInt64(counts.refused.load(ordering: .relaxed) + strangers)
        report.xruns = UInt64(jack.xruns)
        if let guest {
            report.peer = guest.hello.name
            report.roundTrip = guest.liveness.roundTrip
            report.state = .connecting
            report.transport = guest.transport
        }
        if let stream {
            report.state = .connected
            report.codec = stream.description.codec
            report.channels = stream.description.channels
            report.rate = SampleRate(hertz: stream.description.sampleRate)
            report.latencyActual = Nanoseconds(counts.latency.load(ordering: .relaxed))
            report.latencyFloor = Nanoseconds(counts.floor.load(ordering: .relaxed))
            report.packetsReceived = UInt64(counts.packets.load(ordering: .relaxed))
            report.packetsLost = UInt64(counts.lost.load(ordering: .relaxed))
            report.packetsLate = UInt64(counts.late.load(ordering: .relaxed))
            report.concealedFrames = UInt64(counts.concealed.load(ordering: .relaxed))
            report.peaks = stream.takePeaks()
            report.bytesPerSecond = rate(counts.octets.load(ordering: .relaxed), now)
            warnOfLatency()
        }
        observer.report(report)
    }

    private func warnOfLatency() {
        guard !hasWarnedOfLatency, media.counts.isRaised.load(ordering: .relaxed) else { return }
        hasWarnedOfLatency = true
        let actual = Nanoseconds(media.counts.latency.load(ordering: .relaxed)).milliseconds
        let text = (actual * 100).rounded() / 100
        observer.event(
            LinkEvent(
                .warning, "latency.raised",
                "\(settings.latency.milliseconds) ms is less than this link can do: playing at "
                    + "\(text) ms; ask for more with --latency, or use shorter periods"))
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
