/// What has to be possible for a link, in the order in which it is tried; the raw values are those of `--json`.
package enum ProbeCheck: String, CaseIterable, Sendable {
    case name
    case route
    case tcp
    case key
    case receiver
    case udpThere
    case udpBack

    /// For people.
    package var label: String {
        switch self {
        case .name: "name"
        case .route: "route"
        case .tcp: "TCP"
        case .key: "key"
        case .receiver: "receiver"
        case .udpThere: "UDP there"
        case .udpBack: "UDP back"
        }
    }
}

/// Hears how a probe goes on. The thread that runs it.
package protocol ProbeObserver: AnyObject {
    /// It is possible; `detail` may hold strings from outside.
    func passed(_ check: ProbeCheck, _ detail: String)
    /// It is not, and so the rest is not tried.
    func failed(_ check: ProbeCheck, _ failure: LinkFailure)
    /// So much of the measurement is over, 0 … 1, with so many datagrams sent and answered.
    func progress(_ share: Double, sent: Int, answered: Int)
}
