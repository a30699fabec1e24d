import ControlIO
import Session

/// What a client of the control socket does, as the link's thread hears of it.
enum SteeringInput: Sendable {
    case request(RPCRequest)
    case noRequest(RPCRequest.Failure)
    case ended
    case closed

    /// Reads lines where they come in: not on the link's thread.
    init(_ event: ControlServerEvent) {
        switch event {
        case .line(let line):
            do throws(RPCRequest.Failure) { self = .request(try RPCRequest(line: line)) } catch {
                self = .noRequest(error)
            }
        case .ended: self = .ended
        case .closed: self = .closed
        }
    }
}
