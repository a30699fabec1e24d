import Glibc
import Synchronization
import Text

/// Passes on what happens to a link, and keeps the events for those who ask over its control socket.
/// Any thread but a real-time one.
final class EventTap: LinkObserver {
    /// What waits for the link's thread; a link whose thread stands still tells no more than this.
    private static let limit = 1_000

    private let observer: any LinkObserver
    private let kept = Mutex<[JSONValue]>([])
    private let hook = Mutex<EventHook?>(nil)

    init(_ observer: any LinkObserver) { self.observer = observer }

    func event(_ event: LinkEvent) {
        keep(event)
        observer.event(event)
        hook.withLock(\.self)?.note(event)
    }

    /// Has `command` run at events of `link` from now on; nil is none.
    func run(_ command: String?, of link: EventHook.Link) throws(LinkFailure) {
        let made = try EventHook(command, of: link) { [weak self] event in self?.event(event) }
        hook.withLock { $0 = made }
    }

    /// Runs `command` instead; nil is none.
    func run(_ command: String?) { hook.withLock(\.self)?.set(command) }

    /// Runs what still waits, for a moment, and no more after that.
    func endCommands() { hook.withLock { $0.take() }?.close() }

    /// For subscribers alone.
    func keep(_ event: LinkEvent) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let time = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
        let value = JSONValue.object([("time", .number(time))] + event.jsonMembers)
        kept.withLock { if $0.count < Self.limit { $0.append(value) } }
    }

    func report(_ report: LinkReport) { observer.report(report) }

    /// The events since the last call, as `link.event` tells them.
    func takeEvents() -> [JSONValue] {
        kept.withLock { kept in
            defer { kept = [] }
            return kept
        }
    }
}
