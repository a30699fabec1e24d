/// Why a link has no control socket; one line each, with the remedy. May hold strings from outside.
package enum ControlSocketError: Error, Hashable, Sendable {
    /// Longer than a socket's path can be.
    case pathTooLong(String)
    /// The directory cannot be made or looked at.
    case noDirectory(String, cause: String)
    /// A symbolic link, a file: no directory.
    case notDirectory(String)
    /// Another user's.
    case foreignDirectory(String, owner: UInt32)
    /// A running link has it; nil is a process that could not be told.
    case live(String, pid: Int32?)
    /// Something else is in the socket's place.
    case notSocket(String)
    /// The system refuses.
    case unavailable(String, cause: String)

    package var description: String {
        switch self {
        case .pathTooLong(let path):
            "\(path): longer than the 107 bytes that a socket's path can have; give a shorter "
                + "--name, or set XDG_RUNTIME_DIR to a directory with a shorter path"
        case .noDirectory(let path, let cause):
            "\(path): no directory for the control socket (\(cause)); set XDG_RUNTIME_DIR to a "
                + "directory of yours"
        case .notDirectory(let path):
            "\(path): is no directory of its own, which control sockets want; remove it, or set "
                + "XDG_RUNTIME_DIR to a directory of yours"
        case .foreignDirectory(let path, let owner):
            "\(path): belongs to user \(owner), and control sockets are for their own user only; "
                + "set XDG_RUNTIME_DIR to a directory of yours"
        case .live(let path, let pid):
            "\(path): a link of this name runs already"
                + (pid.map { " (process \($0))" } ?? "")
                + "; stop it, or give this one another --name"
        case .notSocket(let path):
            "\(path): is in the control socket's place and is none; remove it, or give another "
                + "--name"
        case .unavailable(let path, let cause):
            "\(path): no control socket (\(cause)); see the limit on open files (ulimit -n) and "
                + "the room on that file system"
        }
    }
}
