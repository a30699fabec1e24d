import NetworkIO
import Session

extension Meeting {
    /// Turns a caller away who said `hello`; `observer` is told of it as well.
    func refuse(
        _ hello: Hello, _ caller: ControlConnection, _ refusal: Refusal, _ observer: EventTap
    ) {
        caller.send(.refuse(refusal))
        caller.close()
        observer.event(
            LinkEvent(.warning, "peer.refused", "refused \(hello.name): \(refusal.reason)"))
    }
}

extension Hello {
    /// Why this end does not understand who says it, of whom this is said; nil where it does.
    var otherProtocol: String? {
        guard version != sessionProtocol else { return nil }
        return
            "speaks protocol \(version), this end \(sessionProtocol); install the same version on both"
    }
}
