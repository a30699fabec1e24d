import HostIO
import NetworkIO
import Session
import Units

/// How an end comes to its sessions: it calls the other one, or is called by it. Which of the two sends is another
/// matter. The link's thread.
final class Meeting {
    enum Way {
        case calls(HostPort, DialerSecurity)
        case isCalled(ControlListener, ListenerSecurity)
    }

    /// How often it is looked whether a caller's key is still one of those that are accepted.
    private static let keyInterval = Nanoseconds(1_000_000_000)

    let way: Way
    let loop = ControlLoop()
    /// Who was not let in.
    let strangers = StrangerLog()
    private let interface: String?
    private let mailbox: Mailbox
    private let takeBytes: @Sendable ([UInt8], ControlConnection) -> Void
    private var nextKeyLook = Nanoseconds.zero

    /// One that calls `place`, by the network interface named (nil: by the routes). Media that comes over a
    /// connection goes to `takeBytes`, on the loop's thread; all else to `mailbox`.
    init(
        calling place: HostPort, _ security: DialerSecurity, by interface: String?,
        _ mailbox: Mailbox,
        takeBytes: @escaping @Sendable ([UInt8], ControlConnection) -> Void = { _, _ in }
    ) {
        way = .calls(place, security)
        self.interface = interface
        self.mailbox = mailbox
        self.takeBytes = takeBytes
    }

    /// One that is called; `observer` is told of who was not let in.
    init(
        listening: Listening, _ security: ListenerSecurity, _ mailbox: Mailbox,
        _ observer: EventTap,
        takeBytes: @escaping @Sendable ([UInt8], ControlConnection) -> Void = { _, _ in }
    ) throws(LinkFailure) {
        interface = nil
        self.mailbox = mailbox
        self.takeBytes = takeBytes
        let place = HostPort(
            host: listening.host ?? "", port: UInt16(listening.port) ?? Defaults.portNumber)
        do throws(ControlError) {
            let strangers = strangers
            let listener = try ControlListener(
                place, allowing: listening.allowed, security: security, on: loop,
                deliver: { from, event in
                    Self.deliver(event, from, mailbox, takeBytes)
                },
                refused: { address, fault in
                    let now = MonotonicClock.now()
                    if let event = strangers.note(address, fault, now) { observer.event(event) }
                })
            way = .isCalled(listener, security)
        } catch {
            throw LinkFailure(error)
        }
    }

    /// Sound does not wait for the owner's thread.
    private static func deliver(
        _ event: ControlEvent, _ from: ControlConnection, _ mailbox: Mailbox,
        _ takeBytes: @Sendable ([UInt8], ControlConnection) -> Void
    ) {
        guard case .bytes(let bytes) = event else { return mailbox.post(.control(from, event)) }
        takeBytes(bytes, from)
    }

    /// Whom it calls; nil where it is called.
    var place: HostPort? { if case .calls(let place, _) = way { place } else { nil } }

    /// The port that it is called at; nil where it calls.
    var port: UInt16? { if case .isCalled(let listener, _) = way { listener.port } else { nil } }

    /// Calls, for a session or its media; the mailbox hears how it went.
    func dial(forMedia: Bool) {
        guard case .calls(let place, let security) = way else { return }
        let (mailbox, takeBytes) = (mailbox, takeBytes)
        ControlDialer.dial(
            place, security: security, by: interface, on: loop,
            deliver: { Self.deliver($1, $0, mailbox, takeBytes) },
            completion: { result in
                switch result {
                case .success(let made): mailbox.post(.dialled(made, forMedia: forMedia))
                case .failure(let error): mailbox.post(.notDialled(error, forMedia: forMedia))
                }
            })
    }

    /// What is to be known at the start of who will be let in, who can `do` something then.
    func doorEvents(whoeverReachesIt canDo: String) -> [LinkEvent] {
        guard case .isCalled(let listener, let security) = way else { return [] }
        return switch security {
        case .open:
            [
                LinkEvent(
                    .warning, "open",
                    "open: nothing is encrypted, and whoever reaches port \(listener.port) can "
                        + "\(canDo); leave --open away unless the network is trusted")
            ]
        case .keys(let keys): keys.troubles.map { LinkEvent(.warning, "key", $0) }
        }
    }

    /// Whether a caller needs no key, or has one of those that are accepted now.
    func accepts(_ caller: ControlConnection) -> Bool {
        guard case .isCalled(_, .keys(let keys)) = way, let key = caller.key else { return true }
        return keys.isStillAccepted(key)
    }

    /// Whether the key of a caller is still accepted; looked for once a second.
    func isStillLetIn(_ caller: ControlConnection, _ now: Nanoseconds) -> Bool {
        guard now >= nextKeyLook else { return true }
        nextKeyLook = now + Self.keyInterval
        if accepts(caller) { return true }
        caller.send(
            .refuse(
                Refusal(
                    code: "key",
                    reason:
                        "the key is not accepted there any more; `jacknet key new` makes another one"
                )))
        return false
    }

    /// Why an end that could not be called is not to be called again; nil where it is.
    func failure(of error: ControlError) -> LinkFailure? {
        guard error.isHandshake else { return nil }
        var failure = LinkFailure(error)
        guard failure.status != .unavailable else { return nil }
        if case .handshake(_, .noKey) = error, case .calls(_, .keys(let keys)) = way {
            for trouble in keys.troubles { failure.message = trouble + "; " + failure.message }
        }
        return failure
    }

    /// Until another call at `now`, after a session that ended at `leftAt`: who was there a moment ago comes back soon.
    static func redialTime(_ now: Nanoseconds, leftAt: Nanoseconds) -> Nanoseconds {
        now - leftAt < Nanoseconds(3_000_000_000)
            ? Nanoseconds(10_000_000) : Nanoseconds(100_000_000)
    }

    /// Nobody comes in any more, and nothing goes out.
    func close() { loop.shutdown() }
}

extension Hello {
    /// Whether this is `other` come back: the same run over another connection, at once; another run of the same name
    /// once the first `isSilent`. Two that live must not drive each other out for ever.
    func isReturn(of other: Hello, isSilent: Bool) -> Bool {
        identity == other.identity && (instance == other.instance || isSilent)
    }
}
