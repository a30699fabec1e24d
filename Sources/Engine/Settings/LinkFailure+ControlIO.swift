import ControlIO

extension LinkFailure {
    /// Why a link has no control socket, with its exit status.
    init(_ error: ControlSocketError) {
        let status: ExitStatus =
            switch error {
            case .live: .unavailable
            case .foreignDirectory: .notPermitted
            case .pathTooLong, .noDirectory, .notDirectory, .notSocket: .cannotCreate
            case .unavailable: .system
            }
        self.init(status, error.description)
    }
}
