package import Session
import Text

/// Why a key cannot be had, kept or used; one line each, with the remedy. May hold strings from outside.
package enum KeyStoreError: Error, Hashable, Sendable {
    /// The environment names no directory.
    case noPlace
    /// Others than its owner may read or write the file.
    case readableByOthers(String)
    /// Another user's.
    case foreign(String, owner: UInt32)
    /// A symbolic link, a file: no directory.
    case notDirectory(String)
    /// A symbolic link, a directory, a pipe: no file.
    case notFile(String)
    /// No file of keys.
    case wrong(String, KeyFileError)
    /// A file to be given keys by is missing.
    case missing(String)
    /// The system does not let it be read.
    case unreadable(String, cause: String)
    /// The system does not let it be written or made.
    case unwritable(String, cause: String, isFull: Bool)
    /// What was to give a token does not give anything.
    case inputFailed(String, cause: String)
    /// What was to give one token gives so many.
    case severalTokens(String, Int)
    /// Another jacknet changes the keys, and does not come to an end.
    case busy(String)
    /// More keys than are looked at.
    case tooMany(String)
    /// There is no key of that name; `known` are those that there are.
    case noKey(String, KeySide?, known: [String])
    /// A sender's key of that name is there.
    case exists(String)
    /// Both sides have a key of that name.
    case bothSides(String)
    /// The name is that of other receivers.
    case otherReceivers(String)
    /// The receivers are known by the name `known`.
    case knownAs(String, known: String)
    /// The file given to a receiver holds keys of several.
    case severalReceivers(String)
    /// The key is for receivers that are no more: `local.key` was made anew since.
    case outlived(String, name: String)

    package var description: String {
        switch self {
        case .noPlace:
            "no place for keys: neither HOME nor XDG_STATE_HOME is an absolute path; set one, or give "
                + "--key-file"
        case .readableByOthers(let path):
            "\(path): others can read this key, so it is not used; chmod 600 it, or rotate it if they "
                + "may have"
        case .foreign(let path, let owner):
            "\(path): belongs to user \(owner), and keys are for their own user only; run this as that user "
                + "(sudo -u), or take it over with chown"
        case .notDirectory(let path):
            "\(path): is no directory of its own, which keys want; remove it, or set XDG_STATE_HOME to "
                + "a directory of yours"
        case .notFile(let path):
            "\(path): is in a key's place and is no file of its own; remove it, or give the file itself"
        case .wrong(let path, let error): "\(path): \(error.description)"
        case .missing(let path):
            "\(path): there is no such file; it is to hold what jacknet key new prints"
        case .unreadable(let path, let cause):
            "\(path): cannot be read (\(cause)); see its owner and mode, and those of the directories "
                + "above"
        case .unwritable(let path, let cause, let isFull):
            "\(path): cannot be written (\(cause)); "
                + (isFull
                    ? "make room on that file system, and try again"
                    : "set XDG_STATE_HOME to a directory of yours")
        case .inputFailed(let name, let cause):
            "\(name): cannot be read (\(cause)); give the token by a pipe, a file or a terminal"
        case .severalTokens(let name, let count):
            "\(name): holds \(count) tokens; give one at a time"
        case .busy(let path):
            "\(path): another jacknet is changing the keys and does not come to an end; look at its "
                + "process, and try again"
        case .tooMany(let path):
            "\(path): holds more than \(KeyDirectory.mostKeys) keys, and those beyond are not used; "
                + "remove some"
        case .noKey(let name, let side, let known): Self.noKey(name, side, known)
        case .exists(let name):
            "the sender '\(name)' has a key already; jacknet key rotate makes it a new one, and "
                + "jacknet key remove shuts it out"
        case .bothSides(let name):
            "'\(name)' is a sender here and a receiver; allowed: --sender, --receiver"
        case .otherReceivers(let name):
            "'\(name)' is the name of other receivers; give another name, or jacknet key remove "
                + "--receiver it first"
        case .knownAs(let name, let known):
            "these receivers are known as '\(known)'; jacknet key add that name, or remove it before "
                + "it becomes '\(name)'"
        case .severalReceivers(let path):
            "\(path): holds keys of several receivers, and a receiver accepts those of one; give each "
                + "a file of its own"
        case .outlived(let path, let name):
            "\(path): is a key of receivers that are no more; jacknet key rotate '\(name)', and give "
                + "the sender its new token"
        }
    }

    private static func noKey(_ name: String, _ side: KeySide?, _ known: [String]) -> String {
        let whose = side.map { "no \($0.rawValue)" } ?? "nobody"
        if known.isEmpty {
            return
                "\(whose) named '\(name)' has a key here; jacknet key new and jacknet key add make "
                + "them known"
        }
        let near = nearest(to: name, among: known).map { ", did you mean '\($0)'?" } ?? ""
        return "\(whose) named '\(name)' has a key here\(near); allowed: "
            + known.joined(separator: ", ")
    }

    /// It may pass: the system is short of something, rather than the key gone.
    var isPassing: Bool {
        if case .unreadable = self { true } else { false }
    }
}
