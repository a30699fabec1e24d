import Protection
import Session

extension PacketProtection {
    /// As the peer said it in the session, where that is protection as `profile` has it; else nil.
    init?(_ secret: MediaSecret?, as profile: ProtectionProfile) {
        switch (profile, secret) {
        case (.none, nil): self = .none
        case (.aeadAES256GCM, let secret?):
            guard secret.profile == profile.rawValue, let key = MediaKey(secret.key) else {
                return nil
            }
            self = .aeadAES256GCM(key)
        default: return nil
        }
    }

    /// To be said to the peer; nil in clear.
    var secret: MediaSecret? {
        guard case .aeadAES256GCM(let key) = self else { return nil }
        return MediaSecret(profile: profile.rawValue, key: key.text)
    }
}

extension SendSettings {
    var protection: ProtectionProfile { isOpen ? .none : .aeadAES256GCM }
}

extension ReceiveSettings {
    var protection: ProtectionProfile { isOpen ? .none : .aeadAES256GCM }
}
