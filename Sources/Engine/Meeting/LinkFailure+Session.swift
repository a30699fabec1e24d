import Session

extension LinkFailure {
    /// An end at `place` that was called refuses this one.
    init(_ refusal: Refusal, by place: String) {
        let status: ExitStatus =
            switch refusal.code {
            case "version": .protocolMismatch
            case "key", "open": .notPermitted
            default: .unavailable
            }
        self.init(status, "\(place): refused: \(refusal.reason)")
    }
}
