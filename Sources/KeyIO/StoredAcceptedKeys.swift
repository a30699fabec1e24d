package import Session
import Synchronization

/// The keys of a `KeyStore` that let senders in at a receiver. Files are read at each question, so that what was
/// removed is out at once; which file has which key is remembered, so that strangers who ask for many that are not
/// there cost little.
package final class StoredAcceptedKeys: AcceptedKeys {
    /// What senders of the same user on this machine are called.
    static let localName = "local"

    package let receiver: KeyID
    private let store: KeyStore
    private let index = Mutex(Index())

    /// Which file had which keys when all were looked at last.
    private struct Index {
        var files: [KeyID: KeyName] = [:]
        /// The directory's own time then, nil before there was a look.
        var changed: Int64?
        /// In seconds since 1970.
        var looked: Int64 = 0
    }

    init(_ store: KeyStore, receiver: KeyID) {
        self.store = store
        self.receiver = receiver
    }

    package func accepted(_ id: KeyID) -> LinkKey? { (try? find(id)) ?? nil }

    /// Reads the one file that the key is from.
    package func isStillAccepted(_ key: LinkKey) -> Bool {
        do throws(KeyStoreError) {
            guard let root = try KeyDirectory(store.directory) else { return false }
            if key.name == Self.localName,
                try root.read(KeyStore.localFile)?.keys.tokens[0].key(named: key.name) == key
            {
                return true
            }
            guard let senders = try KeyDirectory(KeySide.sender.directory, in: root),
                let name = try? KeyName(key.name)
            else { return false }
            return try find(key.id, of: name, in: senders) == key
        } catch {
            return error.isPassing
        }
    }

    /// What keeps keys that are there from being accepted.
    package var troubles: [String] { store.troubles }

    private func find(_ id: KeyID) throws(KeyStoreError) -> LinkKey? {
        guard let root = try KeyDirectory(store.directory) else { return nil }
        // A `local.key` that cannot be used shuts out its own users only.
        if let token = (try? root.read(KeyStore.localFile))?.keys.tokens[0], isMatch(token, id) {
            return token.key(named: Self.localName)
        }
        guard let senders = try KeyDirectory(KeySide.sender.directory, in: root) else { return nil }
        if let name = index.withLock({ $0.files[id] }),
            let key = try find(id, of: name, in: senders)
        {
            return key
        }
        let changed = senders.changed()
        // A directory's time has steps of some milliseconds: one that was changed just now may change unseen.
        let isKnown = index.withLock {
            changed != nil && $0.changed == changed && $0.looked == KeyStore.now
                && $0.looked > (changed ?? 0) / 1_000_000_000 + 1
        }
        if isKnown { return nil }
        let files = try look(in: senders)
        index.withLock { $0 = Index(files: files, changed: changed, looked: KeyStore.now) }
        guard let name = files[id] else { return nil }
        return try find(id, of: name, in: senders)
    }

    private func find(
        _ id: KeyID, of name: KeyName, in senders: borrowing KeyDirectory
    ) throws(KeyStoreError) -> LinkKey? {
        try senders.read(name.file)?.keys.tokens.first { isMatch($0, id) }?.key(named: name.text)
    }

    private func isMatch(_ token: KeyToken, _ id: KeyID) -> Bool {
        token.id == id && token.receiver == receiver
    }

    /// Files that cannot be used are passed over; `faults` tells of them.
    private func look(
        in senders: borrowing KeyDirectory
    ) throws(KeyStoreError) -> [KeyID: KeyName] {
        var files: [KeyID: KeyName] = [:]
        for name in try senders.names().prefix(KeyDirectory.mostKeys) {
            guard let reading = try? senders.read(name.file) else { continue }
            for token in reading.keys.tokens { files[token.id] = name }
        }
        return files
    }

    /// The key that a sender had before a rotation is out from now on. As far as the disk takes it: what cannot be noted
    /// now is at the next use.
    package func noteUse(of key: LinkKey) {
        let now = KeyStore.now
        guard let root = try? KeyDirectory(store.directory) else { return }
        if let local = try? root.read(KeyStore.localFile), local.keys.tokens[0].id == key.id {
            return root.touch(KeyStore.localFile, at: max(now, (local.keys.created ?? 0) + 1))
        }
        guard let senders = try? KeyDirectory(KeySide.sender.directory, in: root),
            let name = try? KeyName(key.name), root.tryLock(),
            let reading = try? senders.read(name.file), reading.keys.tokens[0].id == key.id
        else { return }
        let used = max(now, (reading.keys.created ?? 0) + 1)
        guard reading.keys.tokens.count > 1 else { return senders.touch(name.file, at: used) }
        var keys = reading.keys
        keys.tokens = [keys.tokens[0]]
        try? senders.write(keys, to: name.file, at: used)
    }
}
