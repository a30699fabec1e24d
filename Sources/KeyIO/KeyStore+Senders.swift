package import Session

/// What a receiver's side does: who is let in.
extension KeyStore {
    /// A fresh key for the sender `name`, which has none.
    package func makeKey(for name: KeyName) throws(KeyStoreError) -> KeyToken {
        let root = try opened()
        let receiver = try localKeys(in: root).tokens[0].receiver
        let senders = try KeyDirectory(making: KeySide.sender.directory, in: root)
        let names = try senders.names()
        guard !names.contains(name) else { throw .exists(name.text) }
        guard names.count < KeyDirectory.mostKeys else { throw .tooMany(senders.path) }
        let token = KeyToken(receiver: receiver)
        let now = Self.now
        try senders.write(KeyFile(tokens: [token], created: now), to: name.file, at: now)
        return token
    }

    /// Another key for the sender `name`. The one before lets it in until the new one is used first, if it
    /// `keepsOld`; not where others can read it, or nobody. Tells whether it does.
    package func rotate(
        _ name: KeyName, keepsOld: Bool
    ) throws(KeyStoreError) -> (token: KeyToken, keepsOld: Bool) {
        let root = try opened()
        guard let senders = try KeyDirectory(KeySide.sender.directory, in: root),
            try senders.names().contains(name)
        else { throw Self.noKey(name, .sender, in: root) }
        let receiver = try localKeys(in: root).tokens[0].receiver
        let new = KeyToken(receiver: receiver)
        let old = keepsOld ? (try? senders.read(name.file))?.keys.tokens : nil
        // Of several, the last is the one that is in use; a token that nobody used yet is void.
        let kept = (old ?? []).suffix(1).filter { $0.receiver == receiver }
        let now = Self.now
        try senders.write(KeyFile(tokens: [new] + kept, created: now), to: name.file, at: now)
        return (new, !kept.isEmpty)
    }

    /// Another key for senders of the same user on this machine; the keys of other senders stay.
    package func rotateLocal() throws(KeyStoreError) {
        let root = try opened()
        // One that others have seen is why it is made anew.
        let reading = try root.read(Self.localFile, exposed: true)
        let receiver = reading?.keys.tokens[0].receiver ?? .random()
        let now = Self.now
        let keys = KeyFile(tokens: [KeyToken(receiver: receiver)], created: now)
        try root.write(keys, to: Self.localFile, at: now)
    }

    /// The token of the sender `name`, the new one where it was rotated.
    package func token(of name: KeyName) throws(KeyStoreError) -> KeyToken {
        let root = try KeyDirectory(directory)
        guard let root else { throw .noKey(name.text, .sender, known: []) }
        guard let senders = try KeyDirectory(KeySide.sender.directory, in: root),
            let reading = try senders.read(name.file)
        else { throw Self.noKey(name, .sender, in: root) }
        return reading.keys.tokens[0]
    }

    /// What lets senders in at a receiver of this user; makes its id where there is none.
    package func acceptedKeys() throws(KeyStoreError) -> StoredAcceptedKeys {
        if let root = try KeyDirectory(directory), let local = try root.read(Self.localFile) {
            // What is there is enough where nothing can be written.
            return StoredAcceptedKeys(self, receiver: local.keys.tokens[0].receiver)
        }
        let receiver = try localKeys(in: try opened()).tokens[0].receiver
        return StoredAcceptedKeys(self, receiver: receiver)
    }
}
