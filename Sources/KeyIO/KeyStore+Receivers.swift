package import Session

/// What a sender's side does: which receivers let it in.
extension KeyStore {
    package enum Addition: Sendable {
        case added
        /// It had another key for these receivers.
        case replaced
        /// It is the key that was there.
        case known
        /// Added, but the receivers are this user's on this machine, who need none.
        case own
    }

    /// Keeps `token` as the key for the receivers `name`; a new one for the same receivers replaces the old.
    package func add(
        _ token: KeyToken, as name: KeyName
    ) throws(KeyStoreError) -> Addition {
        let root = try opened()
        let receivers = try KeyDirectory(making: KeySide.receiver.directory, in: root)
        let names = try receivers.names()
        let own = (try? root.read(Self.localFile))?.keys.tokens[0].receiver
        var addition = token.receiver == own ? Addition.own : .added
        if let old = try receivers.read(name.file)?.keys.tokens[0] {
            if old == token { return .known }
            guard old.receiver == token.receiver else { throw .otherReceivers(name.text) }
            addition = .replaced
        } else {
            // One that cannot be read is not used either.
            for other in names {
                let known = (try? receivers.read(other.file))?.keys.tokens[0].receiver
                if known == token.receiver { throw .knownAs(name.text, known: other.text) }
            }
            guard names.count < KeyDirectory.mostKeys else { throw .tooMany(receivers.path) }
        }
        let now = Self.now
        try receivers.write(KeyFile(tokens: [token], created: now), to: name.file, at: now)
        return addition
    }
}

extension KeyStore: KnownKeys {
    /// Receivers of the same user on this machine are known by `local.key`, whatever address was dialled. What cannot be
    /// read is not known; `faults` tells why.
    package func known(for receiver: KeyID) -> LinkKey? {
        guard let root = try? KeyDirectory(directory) else { return nil }
        if let token = (try? root.read(Self.localFile))?.keys.tokens[0], token.receiver == receiver
        {
            return token.key(named: StoredAcceptedKeys.localName)
        }
        guard let keys = try? KeyDirectory(KeySide.receiver.directory, in: root),
            let names = try? keys.names()
        else { return nil }
        for name in names {
            guard let reading = try? keys.read(name.file) else { continue }
            let token = reading.keys.tokens[0]
            guard token.receiver == receiver else { continue }
            keys.touch(name.file, at: max(Self.now, (reading.keys.created ?? 0) + 1))
            return token.key(named: name.text)
        }
        return nil
    }
}
