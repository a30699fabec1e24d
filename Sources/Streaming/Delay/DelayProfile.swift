/// What an automatic delay is more afraid of: itself, or late packets.
package enum DelayProfile: String, CaseIterable, Hashable, Sendable {
    /// The shortest: some packets come late every minute where the network is bad.
    case low
    /// About one late packet a minute.
    case normal
    /// Hardly any, for which it is longer and takes longer to become shorter.
    case safe

    /// So many of the last seconds count.
    package var seconds: Int {
        switch self {
        case .low: 15
        case .normal: 30
        case .safe: 40
        }
    }

    /// So many of the worst of them may be missed.
    package var outliers: Int {
        switch self {
        case .low: 3
        case .normal: 1
        case .safe: 0
        }
    }

    /// Beyond what the rest took, ns.
    package var margin: Int64 {
        switch self {
        case .low: 250_000
        case .normal: 500_000
        case .safe: 1_000_000
        }
    }

    /// And as a part of what the worst of the rest took beyond a second in the middle.
    package var spread: Double {
        switch self {
        case .low: 0
        case .normal: 0.25
        case .safe: 0.5
        }
    }

    /// So much longer it may be for a repair that needs time, ns.
    package var repairAllowance: Int64 {
        switch self {
        case .low: 0
        case .normal: 20_000_000
        case .safe: 60_000_000
        }
    }

    /// What repair may leave missing, as a part of the packets.
    package var residual: Double {
        switch self {
        case .low: 1e-3
        case .normal: 1e-4
        case .safe: 1e-5
        }
    }
}
