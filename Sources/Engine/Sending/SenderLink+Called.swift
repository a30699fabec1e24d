import NetworkIO
import Session
import Units

/// How a sender is called, and what it says of itself.
extension SenderLink {
    var hello: Hello {
        Hello(
            software: Identity.software, name: "\(settings.name)@\(Identity.hostName)",
            role: "sender", identity: identity, instance: Identity.instance)
    }

    /// What the other end is called in messages: where it is, or, where it calls, what it calls itself.
    var placeName: String { meeting.place?.description ?? caller?.name ?? "the receiver" }

    /// Takes what comes over a connection that is not the session's.
    func takeCaller(
        _ event: ControlEvent, _ from: ControlConnection, _ now: Nanoseconds
    ) throws(LinkFailure) {
        guard meeting.port != nil else { return }
        switch event {
        case .message(.hello(let hello)): try greet(hello, from, now)
        case .message(.join(let join)): take(join, from)
        case .message: from.close()
        case .garbage: meeting.strangers.add()
        case .bytes, .closed: break
        }
    }

    private func greet(
        _ hello: Hello, _ from: ControlConnection, _ now: Nanoseconds
    ) throws(LinkFailure) {
        func refuse(_ code: String, _ reason: String) {
            meeting.refuse(hello, from, Refusal(code: code, reason: reason), observer)
        }
        if let fault = hello.otherProtocol { return refuse("version", "it \(fault)") }
        guard hello.role == "receiver" else { return refuse("role", "it is not a receiver") }
        if let connection, let caller {
            guard from.key?.name == connection.key?.name,
                hello.isReturn(of: caller, isSilent: liveness.isSilent(now: now))
            else { return refuse("busy", "busy with \(caller.name)") }
            leave(until: now)
        }
        liveness = Liveness(now: now)
        caller = hello
        session = .offering(from, peer: hello.name)
        from.send(.hello(self.hello))
        try offer(on: from, to: hello.name)
    }

    /// The receiver wants the media over this connection.
    private func take(_ join: Join, _ from: ControlConnection) {
        guard case .running(let connection, _, _) = session, join.token == accept?.token,
            from.key?.id == connection.key?.id, let route = stream?.media.route, route.isTCP
        else { return from.close() }
        mediaConnection?.close()
        mediaConnection = from
        from.send(.joined(join))
        route.useTCP(from)
    }
}
