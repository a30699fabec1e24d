package import Session

/// A key as a list of them has it; without its secret.
package struct KeyEntry: Equatable, Sendable {
    package var name: String
    /// Nil is the key of senders of the same user on this machine.
    package var side: KeySide?
    package var id: KeyID
    package var receiver: KeyID
    /// The key before, which is accepted until this one is used first.
    package var previous: KeyID?
    /// In seconds since 1970, as all times here.
    package var created: Int64?
    package var lastUsed: Int64?
}

extension KeyStore {
    /// All keys, and what is wrong with those that cannot be used.
    package func list() throws(KeyStoreError) -> (entries: [KeyEntry], faults: [KeyStoreError]) {
        guard let root = try KeyDirectory(directory) else { return ([], []) }
        var entries: [KeyEntry] = []
        var faults: [KeyStoreError] = []
        var receiver: KeyID?
        do throws(KeyStoreError) {
            if let local = try root.read(Self.localFile) {
                receiver = local.keys.tokens[0].receiver
                entries.append(KeyEntry(local, name: StoredAcceptedKeys.localName, side: nil))
            }
        } catch { faults.append(error) }
        for side in KeySide.allCases {
            do throws(KeyStoreError) {
                guard let keys = try KeyDirectory(side.directory, in: root) else { continue }
                let names = try keys.names()
                if names.count > KeyDirectory.mostKeys { faults.append(.tooMany(keys.path)) }
                for name in names.prefix(KeyDirectory.mostKeys) {
                    do throws(KeyStoreError) {
                        guard let reading = try keys.read(name.file) else { continue }
                        let entry = KeyEntry(reading, name: name.text, side: side)
                        entries.append(entry)
                        if side == .sender, let receiver, entry.receiver != receiver {
                            faults.append(
                                .outlived(keys.path(of: name.file), name: name.text))
                        }
                    } catch { faults.append(error) }
                }
            } catch { faults.append(error) }
        }
        return (entries, faults)
    }

    /// What keeps keys that are there from being used; for whom `accepted` or `known` finds none.
    package var faults: [KeyStoreError] {
        do throws(KeyStoreError) { return try list().faults } catch { return [error] }
    }

    package var troubles: [String] { faults.map(\.description) }

    /// Which sides have a key of that name.
    package func sides(of name: KeyName) throws(KeyStoreError) -> [KeySide] {
        guard let root = try KeyDirectory(directory) else { return [] }
        var sides: [KeySide] = []
        for side in KeySide.allCases where try Self.names(side, in: root).contains(name) {
            sides.append(side)
        }
        return sides
    }

    /// Removes the key of `name` on a side, or on the only one that has it where none is said, and tells which that was. It
    /// may be one that cannot be read.
    package func remove(_ name: KeyName, _ side: KeySide?) throws(KeyStoreError) -> KeySide {
        guard try KeyDirectory(directory) != nil else {
            throw .noKey(name.text, side, known: [])
        }
        let sides = try sides(of: name).filter { side == nil || $0 == side }
        guard sides.count < 2 else { throw .bothSides(name.text) }
        let root = try opened()
        guard let found = sides.first, let keys = try KeyDirectory(found.directory, in: root),
            try keys.remove(name.file)
        else {
            let known = KeySide.allCases.filter { side == nil || $0 == side }
                .flatMap { (try? Self.names($0, in: root)) ?? [] }
            throw .noKey(name.text, side, known: Set(known.map(\.text)).sorted())
        }
        return found
    }
}

extension KeyEntry {
    fileprivate init(_ reading: KeyReading, name: String, side: KeySide?) {
        let tokens = reading.keys.tokens
        self.init(
            name: name, side: side, id: tokens[0].id, receiver: tokens[0].receiver,
            previous: tokens.dropFirst().first?.id, created: reading.keys.created,
            lastUsed: reading.lastUsed)
    }
}
