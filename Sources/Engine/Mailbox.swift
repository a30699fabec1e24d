import HostIO
import NetworkIO
import Session
import Synchronization

/// What happens to a link, in the order in which its owner's thread hears of it.
enum LinkInput: Sendable {
    case control(ControlConnection, ControlEvent)
    case dialled(ControlConnection, forMedia: Bool)
    case notDialled(ControlError, forMedia: Bool)
}

/// Inputs from any thread for the one that owns a link.
final class Mailbox: Sendable {
    private let inputs = Mutex<[LinkInput]>([])
    let flag: EventFlag

    init() throws(HostIOError) { flag = try EventFlag() }

    func post(_ input: LinkInput) {
        inputs.withLock { $0.append(input) }
        flag.signal()
    }

    func takeAll() -> [LinkInput] {
        flag.drain()
        return inputs.withLock { inputs in
            defer { inputs = [] }
            return inputs
        }
    }
}
