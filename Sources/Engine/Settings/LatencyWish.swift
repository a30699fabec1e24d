package import Streaming
package import Units

/// The latency that is wanted, end to end.
package enum LatencyWish: Hashable, Sendable {
    case fixed(Nanoseconds)
    /// The least that keeps packets from being late.
    case automatic(DelayProfile)

    /// An automatic one; nil where no profile has that name.
    package init?(profile name: some StringProtocol) {
        guard let profile = DelayProfile(rawValue: String(name)) else { return nil }
        self = .automatic(profile)
    }

    /// What is known of it before there is a link.
    var known: Nanoseconds? {
        if case .fixed(let latency) = self { latency } else { nil }
    }

    /// For the core.
    var wish: DelayPolicy.Wish {
        switch self {
        case .fixed(let latency): .fixed(latency.count)
        case .automatic(let profile): .automatic(profile)
        }
    }

    /// What repair may leave missing, as a part of the packets.
    var residual: Double {
        switch self {
        case .fixed: DelayProfile.normal.residual
        case .automatic(let profile): profile.residual
        }
    }
}
