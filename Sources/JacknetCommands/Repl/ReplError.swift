import ControlIO
import Engine

/// Why a command of the repl did nothing.
enum ReplError: Error, Equatable {
    /// It is not a command, or not how it is used.
    case usage(String)
    /// It cannot be done, or the link refused it.
    case failed(String)
    /// There is no link that answers.
    case noLink(String)

    init(_ error: ControlClientError) {
        switch error {
        case .refused(_, let message, _): self = .failed(Self.inCommands(message))
        case .cancelled: self = .failed(error.description)
        default: self = .noLink(error.description)
        }
    }

    /// A link's remedies name methods; here they have other names.
    private static func inCommands(_ message: String) -> String {
        let names = [("link.describe", "`show`"), ("ports.list", "`ports`")]
        for (method, command) in names where message.hasSuffix(" \(method) lists them") {
            return message.dropLast("\(method) lists them".count) + "\(command) lists them"
        }
        return message
    }

    /// How a script ends at it.
    var status: ExitStatus {
        switch self {
        case .usage: .usage
        case .failed: .commandFailed
        case .noLink: .unavailable
        }
    }

    /// One line; may hold strings from outside.
    var message: String {
        switch self {
        case .usage(let message), .failed(let message), .noLink(let message): message
        }
    }
}
