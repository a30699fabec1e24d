import NetworkIO

extension LinkFailure {
    /// What cannot be had on the network, with its exit status.
    init(_ error: ControlError) {
        let status: ExitStatus =
            switch error {
            case .notPermitted: .notPermitted
            case .unknownHost: .unknownHost
            case .handshake(_, let fault):
                switch fault {
                case .noKey, .unknownKey, .wrongKey, .inClear, .encrypted: .notPermitted
                case .noTLS: .protocolMismatch
                case .timedOut, .closed: .unavailable
                }
            default: .unavailable
            }
        self.init(status, error.description)
    }

    init(_ error: UDPSocketError) {
        let status: ExitStatus =
            switch error {
            case .cannotBind, .cannotConnect, .cannotUseInterface: .unavailable
            case .unavailable, .invalidDSCP, .optionRefused: .system
            }
        self.init(status, error.description)
    }
}
