package import Text

/// Why a link could not be asked, or what it refused.
package enum ControlClientError: Error, Equatable, CustomStringConvertible {
    /// Another user listens there.
    case foreign(String)
    /// No link runs, of any name.
    case noLink
    /// No link of this name runs; others do.
    case unknownLink(String, running: [String])
    /// The socket is there and cannot be used.
    case unreachable(String, errno: Int32)
    /// The link did not answer in time.
    case timedOut(String, milliseconds: Int)
    /// The link closed the connection.
    case ended(String)
    /// What came is no JSON-RPC, or too long.
    case garbled(String)
    /// The wait was broken off from here.
    case cancelled
    /// The link answered with an error (JSON-RPC 2.0, section 5.1).
    case refused(code: Int, message: String, data: JSONValue?)

    /// One line: the object, the cause, the remedy; may hold strings from outside.
    package var description: String {
        switch self {
        case .foreign(let name):
            "the socket of \(name) is another user's: run this as that user (sudo -u), or set XDG_RUNTIME_DIR "
                + "to a directory of yours"
        case .noLink:
            "no link is running: start one with jacknet send or jacknet recv"
        case .unknownLink(let name, let running):
            "no link \(name) is running; running: \(running.joined(separator: ", "))"
        case .unreachable(let name, let code):
            "the link \(name) cannot be reached: \(reason(code))"
        case .timedOut(let name, let milliseconds):
            "the link \(name) did not answer within \(milliseconds) ms: it hangs or is suspended"
        case .ended(let name):
            "the link \(name) has ended"
        case .garbled(let name):
            "the link \(name) answered what is no JSON-RPC: is it another version of jacknet?"
        case .cancelled:
            "broken off"
        case .refused(_, let message, _):
            message
        }
    }
}
