internal import Glibc

/// What the operating system refused us at start.
package enum HostIOError: Error, Equatable, CustomStringConvertible {
    /// No thread could be started; `errno` says why.
    case threadNotStarted(name: String, errno: Int32)
    /// Signals could not be taken over.
    case signalsUnavailable(errno: Int32)
    /// No eventfd could be had.
    case eventUnavailable(errno: Int32)
    /// No shell could be started.
    case commandNotStarted(errno: Int32)

    /// One line: the object, the cause, the remedy.
    package var description: String {
        switch self {
        case .threadNotStarted(let name, let errno):
            "cannot start the thread \(name): \(reason(errno)); see the limits on processes "
                + "(ulimit -u) and locked memory (ulimit -l)"
        case .signalsUnavailable(let errno):
            "cannot take over the signals: \(reason(errno)); see the limit on open files (ulimit -n)"
        case .eventUnavailable(let errno):
            "cannot make an event descriptor: \(reason(errno)); see the limit on open files "
                + "(ulimit -n)"
        case .commandNotStarted(let errno):
            "cannot start /bin/sh: \(reason(errno)); see the limit on processes (ulimit -u)"
        }
    }
}

/// The system's words for an error number.
func reason(_ errno: Int32) -> String { String(cString: strerror(errno)) }
