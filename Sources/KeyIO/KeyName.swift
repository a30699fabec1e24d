import Session
import Text

/// What people call a key: a file of that name holds it.
package struct KeyName: Hashable, Sendable {
    private static let mostBytes = 60
    private static let ending = ".key"

    package let text: String

    package init(_ text: String) throws(KeyNameError) {
        if KeyToken.isLike(text.utf8) { throw .token }
        if text.isEmpty { throw .unfit("a name that is empty") }
        if text.hasPrefix(".") { throw .unfit("'\(text)' starts with a dot") }
        if text.contains("/") { throw .unfit("'\(text)' contains /") }
        if text.escaped != text { throw .unfit("'\(text)' contains control characters") }
        if text.utf8.count > Self.mostBytes {
            throw .unfit("'\(text)' is \(text.utf8.count) bytes long")
        }
        self.text = text
    }

    /// Of a file in a directory of keys; nil for one that holds no key.
    init?(file: String) {
        guard file.hasSuffix(Self.ending) else { return nil }
        try? self.init(String(file.dropLast(Self.ending.count)))
    }

    var file: String { text + Self.ending }
}

/// Why a text is no name of a key.
package enum KeyNameError: Error, Hashable, Sendable {
    case unfit(String)
    /// It is a secret, in the wrong place.
    case token

    package var description: String {
        switch self {
        case .unfit(let cause):
            "\(cause); allowed: 1 to 60 bytes without / or control characters, not starting with ."
        case .token:
            "a token on a command line is seen by everybody on this machine (ps) and stays in the "
                + "shell's history; rotate it, and give the new one on standard input"
        }
    }
}
