import ControlIO
import Glibc
import HostIO
import JackIO
import NetworkIO
import Session
import Synchronization
import Units

/// Runs a sender until it is told to end. At SIGHUP, what `rereading` says otherwise than before is changed.
package func runSender(
    _ settings: SendSettings, rereading: Rereading<SendSettings>? = nil,
    reportingTo observer: any LinkObserver
) throws(LinkFailure) {
    let tap = EventTap(observer)
    try runLink(duration: settings.duration, observer: tap) {
        (mailbox) throws(LinkFailure) in
        try SenderLink(settings, rereading, mailbox, tap)
    }
}

/// What a sender is doing about its session.
enum SenderSession {
    case idle(until: Nanoseconds)
    case dialling
    case greeting(ControlConnection)
    case offering(ControlConnection, peer: String)
    case running(ControlConnection, peer: String, since: Nanoseconds)
}

/// A sender: its source, its session, its stream. One thread, which calls `turn`.
final class SenderLink: SteeredLink {
    private(set) var settings: SendSettings
    /// What the command line and the files of configuration said when they were read last.
    var configured: SendSettings
    let rereading: Rereading<SendSettings>?
    let mailbox: Mailbox
    let observer: EventTap
    let door: ControlDoor
    let steward: Steward<SenderLink>
    var latestReport = LinkReport()
    let source: any SendSource
    let meeting: Meeting
    let identity: String

    var session = SenderSession.idle(until: .zero)
    /// What a receiver said that called; nil where none has.
    var caller: Hello?
    var stream: SendStream? {
        willSet {
            past = past + current
            succession = .idle
            mustRenew = false
        }
    }
    /// How a voice fares that is to take the place of another one.
    var succession = SuccessionState.idle
    /// The receiver needs another stream, though like the one that flows.
    var mustRenew = false
    /// How people were told that the sound is coded.
    var toldLabel = ""
    private(set) lazy var desk = ChangeDesk(host: self)
    /// How the receiver sees the link.
    var remoteView: View?
    var nextView = Nanoseconds.zero
    /// Of the streams before this one.
    private var past = LinkTotals()
    private var streamPeriod = 0
    var liveness = Liveness(now: .zero)
    var accept: Accept?
    var statistics: Statistics?
    var residual = ResidualLoss()
    var arrivals = ArrivalWatch()
    var mediaConnection: ControlConnection?
    /// When the last session ended.
    var leftAt = Nanoseconds.zero
    var waiting = ""
    var nextReport = Nanoseconds.zero
    /// When to look whether this machine still has the session's address.
    var nextAddressLook = Nanoseconds.zero
    var hasEverRun = false
    var hasWarnedOfLength = false
    var hasWarnedOfSilence = false
    var rate = RateMeter()
    var silence = SilenceWatch()
    var latencies = LatencyExchange()
    /// When the last of a source that ends will have been heard.
    private var heardAt: Nanoseconds?
    /// The source has ended, and was heard to its end.
    private var hasEnded = false

    init(
        _ settings: SendSettings, _ rereading: Rereading<SendSettings>?, _ mailbox: Mailbox,
        _ observer: EventTap
    ) throws(LinkFailure) {
        self.settings = settings
        configured = settings
        self.rereading = rereading
        self.mailbox = mailbox
        self.observer = observer
        identity = Identity.stable(name: settings.name)
        if let interface = settings.interface, !UDPSocket.hasInterface(interface) {
            throw LinkFailure(
                UDPSocketError.cannotUseInterface(interface, errno: ENODEV))
        }
        if case .jack(let server) = settings.source {
            source = JackEnd(
                JackEnd.Wishes(
                    name: settings.name, server: server,
                    requiresExactName: settings.requiresExactName, direction: .capture,
                    mix: settings.mix, ceiling: nil, connections: settings.connections,
                    waits: settings.waitsForJack,
                    channels: settings.channels ?? Defaults.channels),
                ownerFlag: mailbox.flag.fileDescriptor)
        } else {
            source = try PacedSourceEnd(settings)
        }
        door = try ControlDoor(
            settings.name,
            isDefault: settings.name == Defaults.senderName && !settings.requiresExactName,
            for: mailbox)
        steward = Steward(
            SettingCatalogue.sender, outlet: door.server, tap: observer, name: door.name,
            role: "send", startedAt: MonotonicClock.now())
        meeting = try settings.meeting(mailbox, observer)
        for event in meeting.doorEvents(whoeverReachesIt: "listen") { observer.event(event) }
        try observer.run(
            settings.eventCommand, of: EventHook.Link(name: door.name, role: "send"))
    }

    var isDone: Bool { hasEnded || steward.isStopped }
    var wakesAt: Nanoseconds? { steward.wakesAt }

    /// A time to send in has passed, and there was nobody to send to.
    var fault: LinkFailure? {
        guard settings.duration != nil, !hasEverRun, !steward.isStopped else { return nil }
        return LinkFailure(.unavailable, "nothing was sent: " + waiting)
    }

    func close() throws(LinkFailure) {
        door.close()
        stream = nil
        meeting.close()
        observer.endCommands()
        try source.close()
    }

    /// One look at everything.
    func turn() throws(LinkFailure) {
        let now = MonotonicClock.now()
        for input in mailbox.take() { try take(input, now) }
        try keepSource(now)
        try keepSession(now)
        if let event = meeting.strangers.summary(now) { observer.event(event) }
        desk.turn(now)
        report(now)
        steward.turn(self, now)
    }

    func sayGoodbye() {
        guard let connection else { return }
        connection.send(
            .goodbye(Goodbye(reason: hasEnded ? "its sound has ended" : "the sender was stopped")))
        stream = nil
        connection.close()
        // The close happens behind the message; give it the time to leave.
        MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(20_000_000))
    }

    /// Is as `new` from now on; what follows from it is the caller's.
    func settle(for new: SendSettings) { settings = new }

    var connection: ControlConnection? {
        switch session {
        case .idle, .dialling: nil
        case .greeting(let connection): connection
        case .offering(let connection, _): connection
        case .running(let connection, _, _): connection
        }
    }

    private var current: LinkTotals {
        guard let stream else { return LinkTotals() }
        var totals = statistics?.totals ?? LinkTotals()
        totals.sent = stream.media.counts.packets.load(ordering: .relaxed)
        return totals
    }
    var totals: LinkTotals { past + current }

    // MARK: The source

    private func keepSource(_ now: Nanoseconds) throws(LinkFailure) {
        switch try source.poll(now) {
        case .none: break
        case .lost(let message):
            observer.event(LinkEvent(.warning, "jack.lost", message))
            stream = nil
        case .missing(let reason): wait(for: reason)
        case .stuck(let reason): throw observer.beginAnew(because: reason)
        case .ready(let message): observer.event(LinkEvent(.info, "source.ready", message))
        case .ended: finish(now)
        }
        for warning in source.takeWarnings() { observer.event(warning) }
        guard let device = source.captureDevice else { return }
        if device.periodFrames != streamPeriod { stream = nil }
        guard stream == nil else { return }
        switch session {
        case .running(let connection, let peer, _), .offering(let connection, let peer):
            try offer(on: connection, to: peer)
        case .idle, .dialling, .greeting: break
        }
    }

    /// The source has ended: silence is sent until the peer has played the last of it.
    private func finish(_ now: Nanoseconds) {
        let latency = statistics?.latencyNanoseconds ?? 0
        let heardAt = heardAt ?? now + Nanoseconds(latency + 100_000_000)
        self.heardAt = heardAt
        hasEnded = now >= heardAt
    }

    func offer(on connection: ControlConnection, to peer: String) throws(LinkFailure) {
        // The old one goes first: it takes its feed from the device as it does.
        stream = nil
        guard let device = source.captureDevice else { return }
        streamPeriod = device.periodFrames
        let stream: SendStream
        do throws(LinkFailure) {
            stream = try SendStream(settings, channels: source.channels, from: device)
        } catch {
            return try postpone(error)
        }
        self.stream = stream
        accept = nil
        statistics = nil
        residual = ResidualLoss()
        arrivals = ArrivalWatch()
        session = .offering(connection, peer: peer)
        connection.send(
            .offer(
                Offer(
                    stream: stream.description,
                    transport: settings.transport == .tcp ? "tcp" : "udp")))
    }
}
