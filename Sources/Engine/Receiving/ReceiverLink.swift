import ControlIO
import HostIO
import JackIO
import NetworkIO
import RTP
import Session
import Streaming
import Synchronization
import Units

/// Runs a receiver until it is told to end. At SIGHUP, what `rereading` says otherwise than before is changed.
package func runReceiver(
    _ settings: ReceiveSettings, rereading: Rereading<ReceiveSettings>? = nil,
    reportingTo observer: any LinkObserver
) throws(LinkFailure) {
    let tap = EventTap(observer)
    try runLink(duration: settings.duration, observer: tap) {
        (mailbox) throws(LinkFailure) in
        try ReceiverLink(settings, rereading, mailbox, tap)
    }
}

/// A sender that has said hello.
struct Guest {
    var connection: ControlConnection
    var hello: Hello
    var liveness: Liveness
    var token: String
    var mediaConnection: ControlConnection?
    var transport = "udp"

    /// Whether `other`, over `connection`, is this sender come back; nobody drives out the holder of another key.
    func givesWay(
        to other: Hello, over connection: ControlConnection, _ now: Nanoseconds
    ) -> Bool {
        connection.key?.name == self.connection.key?.name
            && other.isReturn(of: hello, isSilent: liveness.isSilent(now: now))
    }
}

/// A receiver: its sink, its session, its stream. One thread, which calls `turn`.
final class ReceiverLink: SteeredLink {
    private(set) var settings: ReceiveSettings
    /// What the command line and the files of configuration said when they were read last.
    var configured: ReceiveSettings
    let rereading: Rereading<ReceiveSettings>?
    let mailbox: Mailbox
    let observer: EventTap
    let door: ControlDoor
    let steward: Steward<ReceiverLink>
    var latestReport = LinkReport()
    let meeting: Meeting
    /// How far the call is, where this end calls.
    var call = ReceiverCall.idle(until: .zero)
    let sink: any ReceiveSink
    let media: ReceiveMedia
    let socket: Lent<UDPSocket>
    let thread: Lent<RealTimeThread>
    let intake = MediaIntake()

    var guest: Guest?
    /// Who measures the way here, beside it.
    var visit: ProbeVisit?
    var stream: ReceiveStream? {
        willSet {
            past = past + current
            keepDelay()
        }
    }
    /// A stream that takes over from the one that plays.
    var incoming: ReceiveStream?
    /// How it fares, where this end asked for it, for the sake of a latency that no stream before has room
    /// for.
    var succession = SuccessionState.idle
    var renewedLatency: LatencyWish?
    /// The longest latency that the stream has room for.
    var reach = Nanoseconds.zero
    let orders: ReceiveOrders
    private(set) lazy var desk = ChangeDesk(host: self)
    /// How the sender sees the link.
    var remoteView: View?
    var nextView = Nanoseconds.zero
    /// Of the streams of this session before the one that plays.
    var sessionPast = LinkTotals()
    /// What an automatic latency came to with each sender, ns.
    private(set) var delays: [String: Int64] = [:]
    /// Of the streams before this one.
    private var past = LinkTotals()
    private weak var played: (any PlayoutDevice)?
    private var playedPeriod = 0
    var waiting = ""
    /// There was no JACK server when it was looked for last.
    private var lacksSink = false
    var nextReport = Nanoseconds.zero
    var nextStatistics = Nanoseconds.zero
    /// Of the stream, when it was last looked whether it is understood.
    var heardPackets = 0
    var nextRenewal = Nanoseconds.zero
    var hasWarnedOfLatency = false
    var hasPlayed = false
    /// What the sender was last asked to send beside the stream.
    var plan = RepairPlan()
    var latencies = LatencyExchange()
    var rate = RateMeter()
    var silence = SilenceWatch()
    /// What plays while there is silence; nil where nothing does.
    let backup: Backup?
    /// When the last session ended.
    var leftAt = Nanoseconds.zero
    /// A stream was agreed on once.
    var hasEverRun = false
    /// `--once` has had its session, or nobody reads what is received.
    var hasEnded = false

    init(
        _ settings: ReceiveSettings, _ rereading: Rereading<ReceiveSettings>?, _ mailbox: Mailbox,
        _ observer: EventTap
    ) throws(LinkFailure) {
        self.settings = settings
        configured = settings
        self.rereading = rereading
        self.mailbox = mailbox
        self.observer = observer
        backup = try settings.backup.map { (path) throws(LinkFailure) in try Backup(path: path) }
        orders = ReceiveOrders(.init(latency: settings.latency, repair: settings.repair))
        if case .jack(let server) = settings.sink {
            sink = JackEnd(
                JackEnd.Wishes(
                    name: settings.name, server: server,
                    requiresExactName: settings.requiresExactName, direction: .playout,
                    mix: settings.mix, ceiling: settings.ceiling, connections: settings.connections,
                    waits: settings.waitsForJack, channels: settings.channels),
                ownerFlag: mailbox.flag.fileDescriptor)
        } else {
            sink = try PacedSinkEnd(settings)
        }
        door = try ControlDoor(
            settings.name,
            isDefault: settings.name == Defaults.receiverName && !settings.requiresExactName,
            for: mailbox)
        steward = Steward(
            SettingCatalogue.receiver, outlet: door.server, tap: observer, name: door.name,
            role: "recv", startedAt: MonotonicClock.now())
        try observer.run(
            settings.eventCommand, of: EventHook.Link(name: door.name, role: "recv"))
        do throws(HostIOError) { media = try ReceiveMedia(impairment: settings.impairment) } catch {
            throw LinkFailure(.system, error.description)
        }
        let (intake, media) = (intake, media)
        meeting = try settings.meeting(
            mailbox, observer,
            takeBytes: { bytes, from in
                intake.cut(bytes, from: from, into: media.inbox)
                media.wake()
            })
        do {
            let port = meeting.port ?? 0
            let local =
                meeting.port == nil
                ? .any(port: 0)
                : SocketAddress(ip: settings.host ?? "", port: port) ?? .any(port: port)
            var options = UDPSocketOptions()
            options.joinsArrivals = true
            options.tellsTrafficClass = true
            socket = Lent(try UDPSocket(bindingTo: local, options: options))
            let socket = socket
            thread = Lent(
                try RealTimeThread(name: "jacknet-media", priority: 9) {
                    media.run(socket: &socket.pointer.pointee)
                })
        } catch let error as UDPSocketError {
            throw LinkFailure(error)
        } catch {
            throw LinkFailure(.system, "\(error)")
        }
        if let shortage = socket.pointer.pointee.buffers.shortage {
            observer.event(LinkEvent(.warning, "socket.buffer", shortage))
        }
        if case .normal(let missing?) = thread.pointer.pointee.scheduling {
            observer.event(LinkEvent(.warning, "priority", missing))
        }
        for event in meeting.doorEvents(whoeverReachesIt: "send") { observer.event(event) }
        waitForSender()
    }

    var isDone: Bool { hasEnded || steward.isStopped }
    var wakesAt: Nanoseconds? { steward.wakesAt }

    /// That nobody called is no fault; a time to receive in has passed, and there was nobody to call.
    var fault: LinkFailure? {
        guard meeting.port == nil, settings.duration != nil, !hasEverRun, !steward.isStopped else {
            return nil
        }
        return LinkFailure(.unavailable, "nothing was received: " + waiting)
    }

    func close() throws(LinkFailure) {
        dropIncoming(because: "the receiver was stopped")
        door.close()
        endVisit()
        stream = nil
        backup?.leave()
        media.stop()
        thread.pointer.pointee.join()
        thread.free()
        socket.free()
        meeting.close()
        observer.endCommands()
        try sink.close()
    }

    func turn() throws(LinkFailure) {
        let now = MonotonicClock.now()
        for input in mailbox.take() {
            switch input {
            case .control(let from, let event): try take(event, from, now)
            case .steering(let client, let asked): steward.take(asked, from: client, self, now)
            case .reread: reread()
            case .dialled(let made, let forMedia): takeDialled(made, forMedia, now)
            case .notDialled(let error, let forMedia): try takeFailed(error, forMedia, now)
            }
        }
        try keepSink(now)
        if silence.isSilent { try backup?.prepare(sink) }
        keepCall(now)
        keepSession(now)
        keepVisit(now)
        keepSuccession()
        if let event = meeting.strangers.summary(now) { observer.event(event) }
        desk.turn(now)
        report(now)
        steward.turn(self, now)
    }

    func sayGoodbye() {
        guard let guest else { return }
        guest.connection.send(.goodbye(Goodbye(reason: "the receiver was stopped")))
        guest.connection.close()
        MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(20_000_000))
    }

    private var current: LinkTotals { stream?.counts.totals ?? LinkTotals() }
    var totals: LinkTotals { past + current }

    /// A sender that comes back begins with the delay that it went with.
    private func keepDelay() {
        guard settings.latency.known == nil, hasPlayed, let guest, let stream else { return }
        if delays.count >= 64 { delays.removeAll() }
        delays[guest.hello.identity] = stream.counts.delay.load(ordering: .relaxed)
    }

    // MARK: The sink

    private func keepSink(_ now: Nanoseconds) throws(LinkFailure) {
        switch try sink.poll(now) {
        case .none: break
        case .lost(let message):
            observer.event(LinkEvent(.warning, "jack.lost", message))
            dropIncoming(because: "its JACK server is gone")
            stream?.detach()
            backup?.leave()
        case .missing(let reason):
            lacksSink = true
            wait(for: reason)
        case .stuck(let reason): throw observer.beginAnew(because: reason)
        case .ready(let message):
            observer.event(LinkEvent(.info, "sink.ready", message))
            if lacksSink, guest == nil { waitForPeer() }
            lacksSink = false
        case .ended: hasEnded = true
        }
        for warning in sink.takeWarnings() { observer.event(warning) }
        if let device = sink.playoutDevice, stream != nil,
            device !== played || device.periodFrames != playedPeriod
        {
            dropIncoming(because: "its JACK server was set up anew")
            play()
        }
        try backup?.follow(sink)
    }

    /// Is as `new` from now on; what follows from it is the caller's.
    func settle(for new: ReceiveSettings) { settings = new }

    /// Has the sink play the stream, in cycles of what is now its period.
    func play() {
        guard let stream, let device = sink.playoutDevice else { return }
        played = device
        playedPeriod = device.periodFrames
        stream.play(on: device)
    }
}
