import Glibc
package import Session

/// The keys of one file that was named: those that a sender may use, or the only ones that a receiver accepts. It is read
/// at each question. What a link there leads to counts, and may be read by its owner alone. Any thread.
package struct FileKeys: Sendable {
    package let path: String
    /// Of the first key; of all, where a receiver was given the file.
    package let receiver: KeyID

    /// For `send`.
    package init(path: String) throws(KeyStoreError) {
        self.path = path
        receiver = try Self.read(path).tokens[0].receiver
    }

    /// For `recv`: all keys are of one receiver, which this one becomes.
    package static func accepted(path: String) throws(KeyStoreError) -> FileKeys {
        let keys = try read(path)
        guard Set(keys.tokens.map(\.receiver)).count == 1 else { throw .severalReceivers(path) }
        return try FileKeys(path: path)
    }

    /// What keeps its keys from being used now.
    package var faults: [KeyStoreError] {
        do throws(KeyStoreError) {
            _ = try Self.read(path)
            return []
        } catch {
            return [error]
        }
    }

    package var troubles: [String] { faults.map(\.description) }

    private static func read(_ path: String) throws(KeyStoreError) -> KeyFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { throw .missing(path) }
            throw .unreadable(path, cause: reason(errno))
        }
        return try KeyReading(descriptor, path: path).keys
    }

    private func key(_ token: KeyToken?) -> LinkKey? {
        guard let token else { return nil }
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return token.key(named: "\(file) \(token.id.abbreviated)")
    }

    private func find(_ id: KeyID) throws(KeyStoreError) -> LinkKey? {
        key(try Self.read(path).tokens.first { $0.id == id && $0.receiver == receiver })
    }
}

extension FileKeys: AcceptedKeys {
    package func accepted(_ id: KeyID) -> LinkKey? { (try? find(id)) ?? nil }

    /// The file is the user's own: nothing is noted.
    package func noteUse(of key: LinkKey) {}

    package func isStillAccepted(_ key: LinkKey) -> Bool {
        do throws(KeyStoreError) { return try find(key.id) == key } catch { return error.isPassing }
    }
}

extension FileKeys: KnownKeys {
    package func known(for receiver: KeyID) -> LinkKey? {
        key((try? Self.read(path))?.tokens.first { $0.receiver == receiver })
    }
}
