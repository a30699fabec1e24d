import NetworkIO
import Session

extension ReceiveSettings {
    /// Who is let in. A first receiver makes the key for this user's senders on this machine.
    func security() throws(LinkFailure) -> ListenerSecurity {
        .open
    }
}

extension SendSettings {
    /// How to show that this end may come in.
    func security() throws(LinkFailure) -> DialerSecurity {
        .open
    }
}
