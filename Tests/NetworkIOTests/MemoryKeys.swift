import Session
import Synchronization

/// Keys that only a test has.
final class MemoryKeys: AcceptedKeys, KnownKeys {
    let receiver: KeyID
    private let keys: Mutex<[LinkKey]>
    private let used = Mutex<[KeyID]>([])

    init(receiver: KeyID = .random(), _ keys: [LinkKey] = []) {
        self.receiver = receiver
        self.keys = Mutex(keys)
    }

    /// Both sides would have one.
    let troubles: [String] = []

    /// Whose use was noted.
    var usedKeys: [KeyID] { used.withLock(\.self) }

    /// A fresh key for these receivers, which is one of these keys.
    func make(name: String = "") -> LinkKey {
        let key = LinkKey(receiver: receiver, id: .random(), secret: .random(), name: name)
        keys.withLock { $0.append(key) }
        return key
    }

    func accepted(_ id: KeyID) -> LinkKey? { keys.withLock { $0.first { $0.id == id } } }

    func known(for receiver: KeyID) -> LinkKey? {
        keys.withLock { $0.first { $0.receiver == receiver } }
    }

    func noteUse(of key: LinkKey) { used.withLock { $0.append(key.id) } }
}
