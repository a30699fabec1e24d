import ControlIO
import Engine

extension LinkFailure {
    /// How a command ends whose link could not be asked.
    init(_ error: ControlClientError) {
        let status: ExitStatus =
            switch error {
            case .foreign: .notPermitted
            case .refused: .commandFailed
            default: .unavailable
            }
        let isElsewhere =
            error == .noLink && SocketPlace.ofThisUser != .ofTheSystem
            && SocketPlace.ofTheSystem.exists
        let hint =
            isElsewhere
            ? "; links of the system's units: sudo -u jacknet env XDG_RUNTIME_DIR=/run jacknet status"
            : ""
        self.init(status, error.description + hint)
    }
}
