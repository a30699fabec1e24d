import ControlIO
import HostIO
import NetworkIO
import Session
import Synchronization

/// What happens to a link, in the order in which its owner's thread hears of it.
enum LinkInput: Sendable {
    case control(ControlConnection, ControlEvent)
    case dialled(ControlConnection, forMedia: Bool)
    case notDialled(ControlError, forMedia: Bool)
    /// SIGHUP: the files of configuration are to be read anew.
    case reread
    case steering(ControlClientID, SteeringInput)
}

/// Inputs from any thread for the one that owns a link.
final class Mailbox: Sendable {
    /// Of a session's connections. A peer says some ten messages a second.
    static let limit = 1_000
    /// So much is taken at a time: each may take milliseconds, and whoever asks over the control socket,
    /// and the sink, do not wait for all that a peer has to say.
    static let batch = 32

    private struct Waiting {
        var steering: [LinkInput] = []
        var others: [LinkInput] = []
        /// The peer that was cut off last: what is still read of it is not heard.
        var cutOff: ControlConnection?
    }

    private let waiting = Mutex(Waiting())
    let flag: EventFlag

    init() throws(HostIOError) { flag = try EventFlag() }

    /// A peer that says more than the owner can hear is cut off, and what it said is not heard any more;
    /// that a connection has closed is heard at any time. Clients of the control socket have one request here
    /// each, at most: they always fit.
    func post(_ input: LinkInput) {
        let flooding: ControlConnection? = waiting.withLock { waiting in
            switch input {
            case .steering: waiting.steering.append(input)
            case .control(let from, .message) where from == waiting.cutOff: break
            case .control(let from, .message) where waiting.others.count >= Self.limit:
                waiting.cutOff = from
                waiting.others.removeAll { $0.isSaid(by: from) }
                return from
            default: waiting.others.append(input)
            }
            return nil
        }
        flooding?.close()
        flag.signal()
    }

    /// Some of what came, in order; all of what came over the control socket first. Where there is more,
    /// the flag is up.
    func take() -> [LinkInput] {
        flag.drain()
        let (taken, hasMore) = waiting.withLock { waiting in
            let some = waiting.others.prefix(Self.batch)
            let taken = waiting.steering + some
            waiting.steering = []
            waiting.others.removeFirst(some.count)
            return (taken, !waiting.others.isEmpty)
        }
        if hasMore { flag.signal() }
        return taken
    }
}

extension LinkInput {
    fileprivate func isSaid(by connection: ControlConnection) -> Bool {
        if case .control(connection, .message) = self { true } else { false }
    }
}
