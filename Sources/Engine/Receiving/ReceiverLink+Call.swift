import HostIO
import NetworkIO
import Session
import Units

/// How far a receiver is that calls a sender.
enum ReceiverCall {
    /// There is none, until then.
    case idle(until: Nanoseconds)
    case dialling
    /// It has said hello, and waits for the sender's.
    case greeting(ControlConnection)
    /// There is a session.
    case answered
}

/// How a receiver calls a sender that listens, and what it says of itself.
extension ReceiverLink {
    var hello: Hello {
        Hello(
            software: Identity.software, name: "\(settings.name)@\(Identity.hostName)",
            role: "receiver", identity: Identity.stable(name: settings.name),
            instance: Identity.instance)
    }

    /// Of this end's socket for datagrams.
    var mediaPort: UInt16 { socket.pointer.pointee.localAddress.port }

    /// A sender is there from now on.
    func welcome(_ hello: Hello, _ from: ControlConnection, _ now: Nanoseconds) {
        media.noteDistance(-1)
        guest = Guest(
            connection: from, hello: hello, liveness: Liveness(now: now), token: Identity.token())
    }

    func waitForSender() {
        if let port = meeting.port { wait(for: "a sender on port \(port)") }
    }

    /// What was waited for is there: now for whoever sends.
    func waitForPeer() {
        waitForSender()
        if let place = meeting.place { wait(for: place.description) }
    }

    /// Calls, when it is time to.
    func keepCall(_ now: Nanoseconds) {
        guard meeting.port == nil else { return }
        // What the sender offered could not be had: it may offer something else.
        if case .answered = call, guest == nil {
            leftAt = now
            call = .idle(until: now + Nanoseconds(1_000_000_000))
        }
        guard case .idle(let until) = call, now >= until else { return }
        call = .dialling
        meeting.dial(forMedia: false)
    }

    /// Whether `connection` is the one over which a sender was greeted that has not answered.
    func isGreeted(by connection: ControlConnection) -> Bool {
        if case .greeting(connection) = call { true } else { false }
    }

    func takeDialled(_ made: ControlConnection, _ forMedia: Bool, _ now: Nanoseconds) {
        if forMedia {
            guard let guest else { return made.close() }
            guest.mediaConnection?.close()
            intake.take(from: made)
            self.guest?.mediaConnection = made
            self.guest?.transport = "tcp"
            made.send(.join(Join(token: guest.token)))
            return
        }
        guard case .dialling = call else { return made.close() }
        call = .greeting(made)
        made.send(.hello(hello))
    }

    func takeFailed(
        _ error: ControlError, _ forMedia: Bool, _ now: Nanoseconds
    ) throws(LinkFailure) {
        if forMedia { return lose(error.description) }
        guard case .dialling = call else { return }
        if case .unknownHost = error, !hasEverRun {
            throw LinkFailure(.unknownHost, error.description)
        }
        // A sender that will not have this end is not called again.
        if let failure = meeting.failure(of: error) { throw failure }
        call = .idle(until: now + Meeting.redialTime(now, leftAt: leftAt))
        if case .refused(let place) = error {
            wait(
                for: "\(place.description): connection refused; start `jacknet send --listen` there"
            )
        } else {
            wait(for: error.description)
        }
    }

    /// What the sender says of itself.
    func takeAnswer(
        _ hello: Hello, _ from: ControlConnection, _ now: Nanoseconds
    ) throws(LinkFailure) {
        guard isGreeted(by: from) else { return }
        let place = meeting.place?.description ?? ""
        if let fault = hello.otherProtocol {
            throw LinkFailure(.protocolMismatch, "\(place): \(fault)")
        }
        guard hello.role == "sender" else {
            throw LinkFailure(.protocolMismatch, "\(place): is not a sender (\(hello.role))")
        }
        call = .answered
        welcome(hello, from, now)
    }

    func takeRefusal(_ refusal: Refusal, _ now: Nanoseconds) throws(LinkFailure) {
        // A sender that called may leave, but ends nothing here.
        guard meeting.port == nil else { return lose("it refused: \(refusal.reason)") }
        let failure = LinkFailure(refusal, by: meeting.place?.description ?? "")
        guard refusal.code == "busy", hasEverRun || settings.waitsForJack else { throw failure }
        hangUp(refusal.reason, now, pause: Nanoseconds(1_000_000_000))
    }

    var notJacknet: LinkFailure {
        LinkFailure(
            .protocolMismatch,
            "\(meeting.place?.description ?? ""): what answers there is not jacknet; check host and "
                + "port")
    }

    /// The call is over; another one follows after `pause`.
    func hangUp(
        _ reason: String, _ now: Nanoseconds, pause: Nanoseconds = Nanoseconds(50_000_000)
    ) {
        if case .greeting(let connection) = call { connection.close() }
        leftAt = now
        call = .idle(until: now + pause)
        wait(for: "\(meeting.place?.description ?? ""): \(reason)")
    }
}
