import ControlIO
import Synchronization
import Testing
import Text
import Units

@testable import Engine

/// A sender that is nothing but its settings, and its peer's.
final class FakeLink: SteeredLink {
    var settings = SendSettings(host: "studio-b")
    var peerSettings: [String: JSONValue] = ["latency": .number(20), "repair": .text("auto")]
    var latestReport = LinkReport()
    var jackEnd: JackEnd?
    var isDone = false
    var wakesAt: Nanoseconds?
    var fault: LinkFailure?

    /// Changes take until `finishChange`.
    var takesTime = false
    var refusal: ChangeRefusal?
    private(set) var isChanging = false
    private(set) var changes: [SendSettings] = []
    private var finish: (() -> Void)?

    func change(
        _ edit: @escaping (inout SendSettings) -> Void, asking wishes: [String: JSONValue],
        completion: @escaping (ChangeRefusal?) -> Void
    ) {
        guard !isChanging else { return completion(ChangeRefusal(.busy, "busy")) }
        isChanging = true
        var new = settings
        edit(&new)
        changes.append(new)
        finish = { [self] in
            isChanging = false
            if refusal == nil {
                settings = new
                peerSettings.merge(wishes) { $1 }
            }
            completion(refusal)
        }
        if !takesTime { finishChange() }
    }

    func finishChange() {
        let finish = finish
        self.finish = nil
        finish?()
    }

    func turn() throws(LinkFailure) {}
    func sayGoodbye() {}
    func close() throws(LinkFailure) {}
}

/// Keeps what is sent.
final class RecordingOutlet: ControlOutlet {
    struct Sent: Sendable {
        var line: String
        var clients: [ControlClientID]
    }

    private let kept = Mutex<[Sent]>([])
    private let done = Mutex<[ControlClientID]>([])
    private let shut = Mutex<[ControlClientID]>([])

    func send(_ line: String, to clients: [ControlClientID]) {
        kept.withLock { $0.append(Sent(line: line, clients: clients)) }
    }

    func next(_ client: ControlClientID) { done.withLock { $0.append(client) } }

    func close(_ client: ControlClientID) { shut.withLock { $0.append(client) } }

    func takeAll() -> [Sent] {
        kept.withLock { kept in
            defer { kept = [] }
            return kept
        }
    }

    var nexts: Int { done.withLock(\.count) }
    var closed: [ControlClientID] { shut.withLock(\.self) }
}

/// Hears nothing.
struct DeafObserver: LinkObserver {
    func event(_ event: LinkEvent) {}
    func report(_ report: LinkReport) {}
}
