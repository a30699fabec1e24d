import KeyIO
import NetworkIO
import Protection
import Streaming

extension ReceiveSettings {
    /// Who is let in. A first receiver makes the key for this user's senders on this machine.
    func security() throws(LinkFailure) -> ListenerSecurity {
        if isOpen { return .open }
        try prepareProtection()
        do throws(KeyStoreError) {
            if let keyFile { return .keys(try FileKeys.accepted(path: keyFile)) }
            return .keys(try KeyStore.ofThisUser().acceptedKeys())
        } catch {
            throw LinkFailure(error)
        }
    }
}

extension SendSettings {
    /// How to show that this end may come in.
    func security() throws(LinkFailure) -> DialerSecurity {
        if isOpen { return .open }
        try prepareProtection()
        do throws(KeyStoreError) {
            if let keyFile { return .keys(try FileKeys(path: keyFile)) }
            return .keys(try KeyStore.ofThisUser())
        } catch {
            throw LinkFailure(error)
        }
    }
}

/// What takes some 50 ms, once, is not to keep the first stream waiting.
private func prepareProtection() throws(LinkFailure) {
    do throws(ProtectionError) { try SRTPLibrary.prepare() } catch {
        throw LinkFailure(.protection(error))
    }
}
