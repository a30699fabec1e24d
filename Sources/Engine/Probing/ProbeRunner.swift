import CLinux
import Codec
import HostIO
import JackIO
import NetworkIO
import Probing
import Protection
import Session
import Streaming
import Synchronization
import Units

/// Finds out whether a link to the receiver that `settings` name is possible, and what it would be like. Throws what
/// makes it impossible, of which `observer` has heard before.
package func runProbe(
    _ settings: ProbeSettings, reportingTo observer: any ProbeObserver
) throws(LinkFailure) -> ProbeReport {
    SignalSource.ignoreBrokenPipes()
    // As a link does: what is paged out would be taken for the network's doing.
    _ = MemoryLock.lockAll()
    let runner = try ProbeRunner(settings, observer)
    defer { runner.close() }
    return try runner.run()
}

/// One probe, from the name to the report. One thread.
final class ProbeRunner {
    private static let greeting = Nanoseconds(3_000_000_000)
    private static let dialling = Nanoseconds(10_000_000_000)

    private let settings: ProbeSettings
    private let observer: any ProbeObserver
    private let security: DialerSecurity
    private let mailbox: Mailbox
    private let loop = ControlLoop()
    private let place: HostPort
    private var waiting: [LinkInput] = []
    private var connection: ControlConnection?
    /// Datagrams that the receiver says have come.
    private var arrived = 0
    private var isLost = false

    init(_ settings: ProbeSettings, _ observer: any ProbeObserver) throws(LinkFailure) {
        self.settings = settings
        self.observer = observer
        place = HostPort(
            host: settings.send.host, port: UInt16(settings.send.port) ?? 54_345)
        if let interface = settings.send.interface, !UDPSocket.hasInterface(interface) {
            throw LinkFailure(UDPSocketError.cannotUseInterface(interface, errno: 19))
        }
        security = try LinkSecurity.calling(
            isOpen: settings.send.isOpen, keyFile: settings.send.keyFile)
        do { mailbox = try Mailbox() } catch { throw LinkFailure(.system, error.description) }
    }

    func close() {
        connection?.send(.goodbye(Goodbye(reason: "the probe is over")))
        connection?.close()
        loop.shutdown()
    }

    func run() throws(LinkFailure) -> ProbeReport {
        try lookUp()
        let connection = try dial()
        self.connection = connection
        let hello = try greet(connection)
        let sound = sound()
        let ssrc = UInt32.random(in: 1 ... .max)
        let protection = PacketProtection.random(settings.send.protection)
        let shape = try sound.shape(mtu: nil)
        let grant = try ask(connection, hello, shape, ssrc, protection.secret, sound.rate)
        guard let address = SocketAddress(ip: connection.peerAddress, port: grant.mediaPort),
            let answers = PacketProtection(grant.secret, as: settings.send.protection)
        else { throw fail(.receiver, .protocolMismatch, ReceiverLink.otherProtection) }
        let outcome = try measure(
            address, from: connection.localAddress, ssrc, protection, grant.ssrc, answers, sound)
        return try report(outcome, grant, hello, sound)
    }

    // MARK: Steps

    /// Tells the observer, and returns what is to be thrown.
    private func fail(_ check: ProbeCheck, _ failure: LinkFailure) -> LinkFailure {
        observer.failed(check, failure)
        return failure
    }

    private func fail(_ check: ProbeCheck, _ status: ExitStatus, _ words: String) -> LinkFailure {
        fail(check, LinkFailure(status, "\(place.description): \(words)"))
    }

    private func lookUp() throws(LinkFailure) {
        let addresses: [SocketAddress]
        do throws(HostLookupError) {
            addresses = try HostLookup.addresses(of: place.host)
        } catch {
            throw fail(.name, LinkFailure(ControlError.unknownHost(place.host, error.cause)))
        }
        let words = addresses.prefix(3).map(\.ip).joined(separator: ", ")
        let more = addresses.count > 3 ? ", …" : ""
        observer.passed(.name, words == place.host ? words : "\(place.host) is \(words)\(more)")
        var cause = "no address"
        for address in addresses {
            do throws(UDPSocketError) {
                var socket = try UDPSocket(bindingTo: .any(port: 0))
                try socket.connect(to: address.with(port: place.port))
                observer.passed(.route, "from \(socket.source?.ip ?? "here")")
                return
            } catch {
                cause = error.description
            }
        }
        throw fail(
            .route, .unavailable,
            "there is no way to it (\(cause)); connect this machine to its network, or set a "
                + "route with ip-route(8)")
    }

    private func dial() throws(LinkFailure) -> ControlConnection {
        let mailbox = mailbox
        ControlDialer.dial(
            place, security: security, by: settings.send.interface, on: loop,
            deliver: { mailbox.post(.control($0, $1)) },
            completion: { result in
                switch result {
                case .success(let made): mailbox.post(.dialled(made, forMedia: false))
                case .failure(let error): mailbox.post(.notDialled(error, forMedia: false))
                }
            })
        let deadline = MonotonicClock.now() + Self.dialling
        while let input = next(until: deadline) {
            switch input {
            case .dialled(let made, _):
                observer.passed(.tcp, "port \(place.port) at \(made.peerAddress) answers")
                if let key = made.key { observer.passed(.key, key.name) }
                return made
            case .notDialled(let error, _): throw failed(error)
            default: break
            }
        }
        throw failed(.unreachable(place, "no answer within 10 s"))
    }

    private func failed(_ error: ControlError) -> LinkFailure {
        var failure = LinkFailure(error)
        switch error {
        case .unknownHost: return fail(.name, failure)
        case .handshake(_, let fault):
            observer.passed(.tcp, "port \(place.port) answers")
            if case .noKey = fault, case .keys(let keys) = security {
                for trouble in keys.troubles { failure.message = trouble + "; " + failure.message }
            }
            switch fault {
            case .noKey, .unknownKey, .wrongKey, .inClear, .encrypted: return fail(.key, failure)
            case .noTLS, .timedOut, .closed: return fail(.receiver, failure)
            }
        default: return fail(.tcp, failure)
        }
    }

    private func greet(_ connection: ControlConnection) throws(LinkFailure) -> Hello {
        connection.send(
            .hello(
                Hello(
                    software: Identity.software, name: "jacknet-probe@\(Identity.hostName)",
                    role: "probe", identity: Identity.stable(name: "jacknet-probe"),
                    instance: Identity.instance)))
        while let message = try nextMessage(within: Self.greeting) {
            switch message {
            case .hello(let hello):
                if let fault = hello.otherProtocol {
                    throw fail(.receiver, .protocolMismatch, fault)
                }
                if connection.key == nil { observer.passed(.key, "none: open at both ends") }
                return hello
            case .refuse(let refusal): throw refused(refusal)
            default: break
            }
        }
        throw fail(
            .receiver, .unavailable, "it does not say who it is within 3 s; is that jacknet?")
    }

    private func refused(_ refusal: Refusal) -> LinkFailure {
        switch refusal.code {
        // A receiver that knows no probes takes it for a sender that is none.
        case "role":
            fail(
                .receiver, .protocolMismatch,
                "its version answers no probes; install the same version on both")
        case "version", "format": fail(.receiver, .protocolMismatch, "refused: \(refusal.reason)")
        case "key", "open": fail(.key, .notPermitted, "refused: \(refusal.reason)")
        default: fail(.receiver, .unavailable, "refused: \(refusal.reason)")
        }
    }

    private func ask(
        _ connection: ControlConnection, _ hello: Hello, _ shape: PacketShape, _ ssrc: UInt32,
        _ secret: MediaSecret?, _ rate: SampleRate
    ) throws(LinkFailure) -> ProbeGrant {
        connection.send(
            .probe(
                ProbeRequest(
                    ssrc: ssrc, secret: secret,
                    packetsPerSecond: Int(shape.packetsPerSecond.rounded(.up)),
                    bitsPerSecond: Int(shape.bitsPerSecond),
                    durationNanoseconds: settings.duration.count + 12_000_000_000,
                    sampleRate: rate.hertz)))
        while let message = try nextMessage(within: Self.greeting) {
            switch message {
            case .probing(let grant):
                observer.passed(
                    .receiver,
                    "\(hello.name), \(hello.software)\(grant.isPlaying ? ", plays a link" : "")")
                return grant
            case .refuse(let refusal): throw refused(refusal)
            default: break
            }
        }
        throw fail(.receiver, .unavailable, "it does not answer within 3 s; look at its log")
    }

    private func measure(
        _ address: SocketAddress, from local: String, _ ssrc: UInt32,
        _ protection: PacketProtection, _ answerSsrc: UInt32,
        _ answerProtection: PacketProtection, _ sound: ProbedSound
    ) throws(LinkFailure) -> ProbeOutcome {
        let progress: ProbeProgress
        let media: Lent<ProbeMedia>
        do {
            progress = try ProbeProgress()
            var options = UDPSocketOptions()
            options.dscp = Int(settings.send.dscp)
            options.interface = settings.send.interface
            let socket = try UDPSocket(
                bindingTo: SocketAddress(ip: local, port: 0) ?? .any(port: 0), options: options)
            let exchange = try ProbeExchange(
                ssrc: ssrc, protection: protection, answerSsrc: answerSsrc,
                answerProtection: answerProtection)
            media = Lent(
                ProbeMedia(
                    socket, exchange, to: address,
                    impairment: ImpairmentSwitch(settings.send.impairment), progress: progress))
        } catch let error as UDPSocketError {
            throw LinkFailure(error)
        } catch {
            throw LinkFailure(.system, "\(error)")
        }
        defer { media.free() }
        let duration = settings.duration
        var thread: RealTimeThread
        do throws(HostIOError) {
            thread = try RealTimeThread(name: "jacknet-media", priority: 9) {
                media.pointer.pointee.run(for: duration) { mtu in try? sound.shape(mtu: mtu) }
            }
        } catch {
            throw LinkFailure(.system, error.description)
        }
        follow(progress, address)
        progress.isStopping.store(true, ordering: .relaxed)
        thread.join()
        let outcome = progress.outcome.withLock(\.self)
        guard outcome.isHeard else { throw unheard(address) }
        if isLost { throw fail(.receiver, .unavailable, "it ended the probe; look at its log") }
        return outcome
    }

    /// Until the measurement is over: tells how it goes, and hears the receiver.
    private func follow(_ progress: ProbeProgress, _ address: SocketAddress) {
        var poll = PollSet()
        let over = poll.add(progress.over.fileDescriptor)
        _ = poll.add(mailbox.flag.fileDescriptor)
        var hasTold = false
        while !isLost {
            _ = poll.wait(until: MonotonicClock.now() + Nanoseconds(100_000_000))
            hear()
            if poll.isReady(over) { break }
            guard progress.isHeard.load(ordering: .acquiring) else { continue }
            if !hasTold {
                hasTold = true
                observer.passed(.udpThere, "datagrams arrive at port \(address.port)")
                observer.passed(.udpBack, "their answers arrive here")
            }
            observer.progress(
                Double(progress.share.load(ordering: .relaxed)) / 1_000,
                sent: progress.sent.load(ordering: .relaxed),
                answered: progress.answered.load(ordering: .relaxed))
        }
    }

    private func hear() {
        for input in mailbox.take() {
            guard case .control(let from, let event) = input, from == connection else { continue }
            switch event {
            case .message(.probed(let tally)): arrived = max(arrived, tally.packetsReceived)
            case .message(.ping(let ping)): from.send(.pong(ping))
            case .closed, .garbage: isLost = true
            default: break
            }
        }
    }

    private func unheard(_ address: SocketAddress) -> LinkFailure {
        // The last tally is on its way.
        MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(400_000_000))
        hear()
        guard arrived > 0 else {
            return fail(
                .udpThere, .unavailable,
                "datagrams do not reach UDP port \(address.port); open it in the firewalls there "
                    + "and on the way, or use jacknet send --transport tcp")
        }
        observer.passed(.udpThere, "datagrams arrive at port \(address.port)")
        return fail(
            .udpBack, .unavailable,
            "datagrams arrive there, but no answer comes back from UDP port \(address.port); let "
                + "answers in through this machine's firewall")
    }

    // MARK: The result

    private func sound() -> ProbedSound {
        let server = settings.server
        let found = try? askJack { () throws(JackError) in try JackGraph.server(server) }
        return ProbedSound(
            settings: settings.send, rate: found?.rate ?? Defaults.rate,
            periodFrames: found?.periodFrames ?? 128, isKnown: found != nil)
    }

    private func report(
        _ outcome: ProbeOutcome, _ grant: ProbeGrant, _ hello: Hello, _ sound: ProbedSound
    ) throws(LinkFailure) -> ProbeReport {
        guard let shape = outcome.shape,
            let way = WaySummary(outcome.records, spacing: shape.spacing)
        else {
            throw fail(
                .udpBack, .unavailable,
                "too few answers came to tell anything; look at the network, or probe for longer "
                    + "with --duration")
        }
        let isKnown = grant.periodNanoseconds > 0
        let period =
            isKnown
            ? grant.periodNanoseconds
            : sound.rate.duration(ofFrames: Int64(sound.periodFrames)).count
        let output =
            isKnown ? grant.outputNanoseconds : period + sound.resamplerReach.count
        let curve = LatencyCurve(way, shape: shape, outputNanoseconds: output)
        let wall =
            way.clock.offset &+ grant.wallClockNanoseconds &- MonotonicClock.wallClockOffset()
        return ProbeReport(
            peer: hello.name, rate: sound.rate, periodFrames: sound.periodFrames,
            isPeriodKnown: sound.isKnown, shape: shape, receiverPeriod: Nanoseconds(period),
            isReceiverPeriodKnown: isKnown, isPlaying: grant.isPlaying, way: way, curve: curve,
            recommendations: [DelayProfile.safe, .normal, .low].map(curve.recommendation),
            mtu: outcome.mtu, isMTULimited: outcome.isMTULimited, dscpSent: settings.send.dscp,
            dscpArrived: way.trafficClass >> 2, wallClockOffset: wall, dropped: outcome.dropped)
    }

    // MARK: What comes

    private func next(until deadline: Nanoseconds) -> LinkInput? {
        var poll = PollSet()
        _ = poll.add(mailbox.flag.fileDescriptor)
        while true {
            if waiting.isEmpty { waiting = mailbox.take() }
            if !waiting.isEmpty { return waiting.removeFirst() }
            guard MonotonicClock.now() < deadline else { return nil }
            _ = poll.wait(until: deadline)
        }
    }

    /// The receiver's next message; nil where none comes in time.
    private func nextMessage(within time: Nanoseconds) throws(LinkFailure) -> SessionMessage? {
        let deadline = MonotonicClock.now() + time
        while let input = next(until: deadline) {
            guard case .control(let from, let event) = input, from == connection else { continue }
            switch event {
            case .message(.ping(let ping)): from.send(.pong(ping))
            case .message(let message): return message
            case .garbage:
                throw fail(
                    .receiver, .protocolMismatch,
                    "what answers there is not jacknet; check host and port")
            case .closed:
                throw fail(
                    .receiver, .unavailable,
                    "the connection closed before a word; is that jacknet?")
            case .bytes: break
            }
        }
        return nil
    }
}
