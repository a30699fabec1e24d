import KeyIO
import NetworkIO
import Protection
import Session
import Streaming

extension ReceiveSettings {
    /// How this end comes to its sessions.
    func meeting(
        _ mailbox: Mailbox, _ observer: EventTap,
        takeBytes: @escaping @Sendable ([UInt8], ControlConnection) -> Void
    ) throws(LinkFailure) -> Meeting {
        if let sender {
            let security = try LinkSecurity.calling(isOpen: isOpen, keyFile: keyFile)
            return Meeting(
                calling: sender, security, by: nil, mailbox, takeBytes: takeBytes)
        }
        let security = try LinkSecurity.called(isOpen: isOpen, keyFile: keyFile)
        return try Meeting(
            listening: Listening(host: host, port: port, allowed: allowed), security, mailbox,
            observer, takeBytes: takeBytes)
    }
}

extension SendSettings {
    /// How this end comes to its sessions.
    func meeting(_ mailbox: Mailbox, _ observer: EventTap) throws(LinkFailure) -> Meeting {
        if let listening {
            let security = try LinkSecurity.called(isOpen: isOpen, keyFile: keyFile)
            return try Meeting(listening: listening, security, mailbox, observer)
        }
        let place = HostPort(host: host, port: UInt16(port) ?? Defaults.portNumber)
        let security = try LinkSecurity.calling(isOpen: isOpen, keyFile: keyFile)
        return Meeting(calling: place, security, by: interface, mailbox)
    }
}

/// The keys of an end: whoever is called lets in, whoever calls is let in.
enum LinkSecurity {
    /// Who is let in. The first end of this user that is called makes the key for those that call on this machine.
    static func called(isOpen: Bool, keyFile: String?) throws(LinkFailure) -> ListenerSecurity {
        if isOpen { return .open }
        try prepareProtection()
        do throws(KeyStoreError) {
            if let keyFile { return .keys(try FileKeys.accepted(path: keyFile)) }
            return .keys(try KeyStore.ofThisUser().acceptedKeys())
        } catch {
            throw LinkFailure(error)
        }
    }

    /// How to show that this end may come in.
    static func calling(isOpen: Bool, keyFile: String?) throws(LinkFailure) -> DialerSecurity {
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
