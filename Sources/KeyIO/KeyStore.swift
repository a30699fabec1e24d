import Glibc
import HostIO
import Session

/// The keys of one user on one machine, in files: `local.key` for senders of the same user, `senders/NAME.key` of each
/// other sender that is let in, `receivers/NAME.key` of each receiver elsewhere. What it does blocks, and several
/// processes may do it at once. Any thread.
package struct KeyStore: Sendable {
    static let localFile = "local.key"

    package let directory: String

    package init(directory: String) { self.directory = directory }

    /// This user's, by the environment of the process.
    package static func ofThisUser() throws(KeyStoreError) -> KeyStore {
        guard let state = StateDirectory.ofThisUser else { throw .noPlace }
        return KeyStore(directory: state + "/keys")
    }

    /// The directory, locked, made where it is missing.
    func opened() throws(KeyStoreError) -> KeyDirectory {
        let root = try KeyDirectory(making: directory)
        try root.lock()
        return root
    }

    /// The key of senders of the same user, and the id of this user's receivers here: the first receiver makes it.
    /// `root` is locked.
    func localKeys(in root: borrowing KeyDirectory) throws(KeyStoreError) -> KeyFile {
        if let reading = try root.read(Self.localFile) { return reading.keys }
        let now = Self.now
        let keys = KeyFile(tokens: [KeyToken(receiver: .random())], created: now)
        try root.write(keys, to: Self.localFile, at: now)
        return keys
    }

    /// In seconds since 1970.
    static var now: Int64 { Int64(time(nil)) }

    /// Of the side's keys; `root` is this store's.
    static func names(
        _ side: KeySide, in root: borrowing KeyDirectory
    ) throws(KeyStoreError) -> [KeyName] {
        guard let keys = try KeyDirectory(side.directory, in: root) else { return [] }
        return try keys.names()
    }

    static func noKey(
        _ name: KeyName, _ side: KeySide, in root: borrowing KeyDirectory
    ) -> KeyStoreError {
        .noKey(name.text, side, known: ((try? names(side, in: root)) ?? []).map(\.text))
    }
}
