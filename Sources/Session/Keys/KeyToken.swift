/// A key as one line of text, to be carried by hand from a receiver's machine to a sender's:
/// `jacknet1-`, then base64url (RFC 4648 §5) without padding of the receivers' id, the key's id, its
/// secret and the CRC-32 of these 64 bytes, big-endian. The check is against typing and cutting.
package struct KeyToken: Equatable, Sendable {
    private static let family = "jacknet"
    private static let prefix = "jacknet1-"
    private static let keyByteCount = 2 * KeyID.byteCount + KeySecret.byteCount

    package let receiver: KeyID
    package let id: KeyID
    package let secret: KeySecret

    package init(receiver: KeyID, id: KeyID = .random(), secret: KeySecret = .random()) {
        self.receiver = receiver
        self.id = id
        self.secret = secret
    }

    /// Of a text from outside, with or without white space before and after it.
    package init(parsing text: some Collection<UInt8>) throws(KeyTokenError) {
        let word = Array(text).trimmed
        guard let version = Self.version(of: word) else { throw .noToken }
        guard version == 1 else { throw .laterVersion }
        guard let bytes = Base64URL.bytes(of: word.dropFirst(Self.prefix.utf8.count)),
            bytes.count == Self.keyByteCount + CRC32.byteCount
        else { throw .damaged }
        let key = bytes.prefix(Self.keyByteCount)
        guard CRC32.bytes(of: key) == Array(bytes.dropFirst(Self.keyByteCount)),
            let receiver = KeyID(Array(key.prefix(KeyID.byteCount))),
            let id = KeyID(Array(key.dropFirst(KeyID.byteCount).prefix(KeyID.byteCount))),
            let secret = KeySecret(Array(key.suffix(KeySecret.byteCount)))
        else { throw .damaged }
        self.init(receiver: receiver, id: id, secret: secret)
    }

    /// The token, secret and all, without an end of line.
    package var text: String {
        let key = receiver.bytes + id.bytes + secret.bytes
        return Self.prefix + Base64URL.text(of: key + CRC32.bytes(of: key))
    }

    /// The key, under the name that people know it by here.
    package func key(named name: String) -> LinkKey {
        LinkKey(receiver: receiver, id: id, secret: secret, name: name)
    }

    /// Whether `text` has the looks of a token, a damaged one or one of a later version too: it may hold
    /// a secret, and is not to be shown.
    package static func isLike(_ text: some Collection<UInt8>) -> Bool {
        version(of: Array(text).trimmed) != nil
    }

    /// The number in `jacknet1-`; nil where the text does not begin so. What is too large is no version of ours.
    private static func version(of word: ArraySlice<UInt8>) -> Int? {
        let head = word.prefix(prefix.utf8.count + 8)
        guard head.starts(with: family.utf8), let dash = head.firstIndex(of: UInt8(ascii: "-"))
        else {
            return nil
        }
        let digits = head[head.index(head.startIndex, offsetBy: family.utf8.count)..<dash]
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}

/// Whatever is printed of a token by mistake is not its secret.
extension KeyToken: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { "token of the key \(id)" }
    package var debugDescription: String { description }
}

/// Why a text is no token that can be used; never holds the text.
package enum KeyTokenError: Error, Hashable, Sendable {
    /// It is something else.
    case noToken
    /// The check fails: some of it is missing, mistyped or too much.
    case damaged
    /// It is of a later version of jacknet.
    case laterVersion

    /// What is wrong, as in "line 2 …".
    package var description: String {
        switch self {
        case .noToken: "is no token; one begins with jacknet1-"
        case .damaged: "is a token that was cut or mistyped; copy the whole line again"
        case .laterVersion: "is a token of a later version; install that version here too"
        }
    }
}

extension [UInt8] {
    /// Without white space (ASCII) at its ends.
    fileprivate var trimmed: ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = firstIndex(where: { !isSpace($0) }),
            let last = lastIndex(where: { !isSpace($0) })
        else { return [] }
        return self[first...last]
    }
}
