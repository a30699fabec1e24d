import ControlIO
import ControlTestKit
import HostIO
import NetworkIO
import Synchronization
import Testing
import Units

@testable import Engine

/// A link with a control socket in a directory of its own, on a thread as `LinkLife` has it.
final class ServedLink {
    /// What the link's thread and the test tell each other.
    private final class Shared: Sendable {
        let isOver = Atomic<Bool>(false)
        let mailbox: Mailbox
        init() throws { mailbox = try Mailbox() }
    }

    private let directory = TemporaryDirectory()
    private let shared: Shared
    private let thread: Lent<RealTimeThread>
    let path: String

    /// Once it has a client, which says so.
    init() throws {
        let shared = try Shared()
        let place = SocketPlace(directory: directory.path + "/jacknet")
        let path = try place.path(of: "link")
        thread = Lent(
            try RealTimeThread(name: "test-link", priority: nil) { Self.run(place, shared) })
        self.shared = shared
        self.path = path
        for _ in 0..<1_000 where TestClient(path) == nil {
            MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(5_000_000))
        }
    }

    deinit {
        shared.isOver.store(true, ordering: .releasing)
        shared.mailbox.flag.signal()
        thread.pointer.pointee.join()
        thread.free()
    }

    private static func run(_ place: SocketPlace, _ shared: Shared) {
        guard
            let door = try? ControlDoor(
                "link", isDefault: false, for: shared.mailbox, in: place)
        else { return }
        let link = FakeLink()
        let steward = Steward<FakeLink>(
            SettingCatalogue.sender, outlet: door.server, tap: EventTap(DeafObserver()),
            name: door.name, role: "send", startedAt: MonotonicClock.now())
        var poll = PollSet()
        _ = poll.add(shared.mailbox.flag.fileDescriptor)
        while !shared.isOver.load(ordering: .acquiring) {
            let now = MonotonicClock.now()
            for case .steering(let client, let input) in shared.mailbox.take() {
                steward.take(input, from: client, link, now)
            }
            steward.turn(link, now)
            let look = MonotonicClock.now() + Nanoseconds(50_000_000)
            _ = poll.wait(until: min(look, steward.wakesAt ?? look))
        }
        door.close()
    }
}
