import NetworkIO
import Synchronization
import Units

/// Who was not let in: counted, and told as often as a log bears it. Any thread.
final class StrangerLog: Sendable {
    private struct State {
        var count = 0
        var throttle = LogThrottle()
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }

    /// One more, of which nothing is told.
    func add() { state.withLock { $0.count += 1 } }

    /// One more; what is to be told of it.
    func note(_ address: String, _ fault: DoorFault, _ now: Nanoseconds) -> LinkEvent? {
        let passes = state.withLock { state in
            state.count += 1
            return state.throttle.passes(now)
        }
        guard passes else { return nil }
        return LinkEvent(
            .warning, "peer.refused", "refused \(address): \(Self.words(fault))",
            fields: ["address": .text(address)])
    }

    /// What is to be told of those that were not told of.
    func summary(_ now: Nanoseconds) -> LinkEvent? {
        state.withLock { $0.throttle.summary(now) }.map {
            LinkEvent(.warning, "peer.refused", "refused strangers: \($0)")
        }
    }

    private static func words(_ fault: DoorFault) -> String {
        switch fault {
        case .gate(.notAllowed): "its address is not one of those that --allow names"
        case .gate(.tooManyAtOnce): "it has too many connections without a key"
        case .gate(.tooOften): "it comes too often without a key"
        case .handshake(let fault): words(fault)
        }
    }

    private static func words(_ fault: HandshakeFault) -> String {
        switch fault {
        case .noKey, .unknownKey:
            "it has no key that is accepted here; `jacknet key new NAME` makes one for it"
        case .wrongKey:
            "it has a wrong key; `jacknet key rotate NAME` makes another one for it"
        case .inClear:
            "it does not encrypt; leave --open away there, and give it a key with "
                + "`jacknet key new NAME`"
        case .encrypted:
            "it encrypts, and this end is open; say --open there, or leave it away here"
        case .noTLS: "it does not speak as jacknet does"
        case .timedOut: "it did not say within 3 s who it is"
        case .closed: "it went without a word"
        }
    }
}
