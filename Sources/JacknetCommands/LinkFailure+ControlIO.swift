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
        self.init(status, error.description)
    }
}
