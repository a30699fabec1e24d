import HostIO
import NetworkIO
import Synchronization
import Units

/// What the thread that owns a link and the one that waits for its end tell each other.
final class LinkLife: Sendable {
    /// Signalled once the link has ended.
    let over: EventFlag
    private let mailbox: Mailbox
    private let isEnding = Atomic<Bool>(false)
    private let turnedAt = Atomic<Int64>(0)
    private let outcome = Mutex<LinkFailure?>(nil)

    init() throws(HostIOError) {
        over = try EventFlag()
        mailbox = try Mailbox()
    }

    /// Why the link could not go on; nil where it ended well, or has not.
    var failure: LinkFailure? { outcome.withLock(\.self) }

    /// Asks the link to say goodbye and leave. Any thread.
    func end() {
        isEnding.store(true, ordering: .releasing)
        mailbox.flag.signal()
    }

    /// Has the link read its configuration anew. Any thread.
    func reread() { mailbox.post(.reread) }

    /// When the link's thread last looked at everything; zero before it did.
    var lastTurn: Nanoseconds { Nanoseconds(turnedAt.load(ordering: .relaxed)) }

    /// The body of the link's thread.
    func run(_ make: (Mailbox) throws(LinkFailure) -> any OwnedLink) {
        do throws(LinkFailure) {
            try live(try make(mailbox))
        } catch {
            outcome.withLock { $0 = error }
        }
        over.signal()
    }

    private func live(_ link: any OwnedLink) throws(LinkFailure) {
        var poll = PollSet()
        _ = poll.add(mailbox.flag.fileDescriptor)
        do throws(LinkFailure) {
            while !isEnding.load(ordering: .acquiring), !link.isDone {
                turnedAt.store(MonotonicClock.now().count, ordering: .relaxed)
                try link.turn()
                let look = MonotonicClock.now() + Nanoseconds(50_000_000)
                _ = poll.wait(until: min(look, link.wakesAt ?? look))
            }
            link.sayGoodbye()
            if let fault = link.fault { throw fault }
        } catch {
            link.sayGoodbye()
            try? link.close()
            throw error
        }
        try link.close()
    }
}
