import FileIO

extension LinkFailure {
    /// With the exit status of its kind.
    init(_ error: FileIOError) {
        let status: ExitStatus =
            switch error {
            case .unreadable: .noInput
            case .notSound: .badData
            case .cannotCreate, .unfit, .unknownForm: .cannotCreate
            case .readFailed, .writeFailed, .closed: .inputOutput
            }
        self.init(status, error.description)
    }
}
