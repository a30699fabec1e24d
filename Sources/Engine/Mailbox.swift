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
    private static let limit = 10_000
    private let inputs = Mutex<[LinkInput]>([])
    let flag: EventFlag

    init() throws(HostIOError) { flag = try EventFlag() }

    /// A peer that says more than the owner can hear is cut off. Clients of the control socket have one
    /// request here each, at most: they always fit.
    func post(_ input: LinkInput) {
        let isSteering = if case .steering = input { true } else { false }
        let isFull = inputs.withLock { inputs in
            if isSteering || inputs.count < Self.limit { inputs.append(input) }
            return inputs.count >= Self.limit
        }
        if isFull, case .control(let from, _) = input { from.close() }
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
