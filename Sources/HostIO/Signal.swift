internal import Glibc

/// A signal that a running link answers.
package enum Signal: Sendable, Hashable, CaseIterable {
    /// SIGINT: say goodbye and leave.
    case interrupt
    /// SIGTERM: say goodbye and leave.
    case terminate
    /// SIGHUP: the terminal is gone, or, without one, reread the profile.
    case hangUp

    /// The number that kill(2) takes.
    package var number: Int32 {
        switch self {
        case .interrupt: SIGINT
        case .terminate: SIGTERM
        case .hangUp: SIGHUP
        }
    }

    init?(number: Int32) {
        guard let signal = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = signal
    }
}
