package import KeyIO

extension LinkFailure {
    /// What is wrong with keys, with its exit status.
    package init(_ error: KeyStoreError) {
        let status: ExitStatus =
            switch error {
            case .readableByOthers, .foreign: .notPermitted
            case .wrong, .severalReceivers, .severalTokens, .outlived: .badData
            case .inputFailed: .inputOutput
            case .missing, .noKey, .unreadable: .noInput
            case .bothSides: .usage
            case .busy: .unavailable
            case .noPlace, .notDirectory, .notFile, .unwritable, .tooMany, .exists, .otherReceivers,
                .knownAs:
                .cannotCreate
            }
        self.init(status, error.description)
    }
}
