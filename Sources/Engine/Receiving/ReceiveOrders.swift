import Streaming
import Synchronization

/// What a receiver's media thread is told of delay and repair while a stream flows.
final class ReceiveOrders: Sendable {
    struct Wishes: Sendable {
        var latency: LatencyWish
        var repair: RepairWish
    }

    private let wishes: Mutex<Wishes>
    /// Changes with the wishes.
    private let edition = Atomic<Int>(0)

    init(_ wishes: Wishes) { self.wishes = Mutex(wishes) }

    /// The owner's thread.
    func set(_ wishes: Wishes) {
        self.wishes.withLock { $0 = wishes }
        edition.add(1, ordering: .releasing)
    }

    /// The wishes where they are other ones than those of edition `known`; nil too where they are just being
    /// written: the next look finds them. Media thread.
    func news(since known: inout Int) -> Wishes? {
        let current = edition.load(ordering: .acquiring)
        guard current != known, let wishes = wishes.withLockIfAvailable(\.self) else { return nil }
        known = current
        return wishes
    }

    var newestEdition: Int { edition.load(ordering: .acquiring) }
}
