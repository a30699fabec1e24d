/// The keys that a receiver lets senders in with; asked anew at each attempt, so that what was removed is
/// out at once. Any thread.
package protocol AcceptedKeys: Sendable {
    /// Of these receivers.
    var receiver: KeyID { get }
    /// The key of that identity; nil where there is none, or none any more.
    func accepted(_ id: KeyID) -> LinkKey?
    /// A sender has shown that it has `key`.
    func noteUse(of key: LinkKey)
    /// Whether `key` was neither removed nor rotated out since it was accepted. Cheap enough for each second; a system that
    /// is short of something just then takes no key away.
    func isStillAccepted(_ key: LinkKey) -> Bool
    /// What keeps keys that are there from being used, one line each.
    var troubles: [String] { get }
}

extension AcceptedKeys {
    package func isStillAccepted(_ key: LinkKey) -> Bool { accepted(key.id) == key }
    package var troubles: [String] { [] }
}

/// The keys that a sender knows of receivers; asked at each attempt. Any thread.
package protocol KnownKeys: Sendable {
    /// The key for the receivers `receiver`; nil where none is known.
    func known(for receiver: KeyID) -> LinkKey?
    /// What keeps keys that are there from being used, one line each.
    var troubles: [String] { get }
}

extension KnownKeys {
    package var troubles: [String] { [] }
}
