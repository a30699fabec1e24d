import NIOCore
import NIOSSL
import Session
import Synchronization

/// The key of one connection, as its TLS handshake finds it: each has a context of its own, so that it is known
/// which key it was, and nothing of it can be resumed later.
final class KeyExchange: Sendable {
    /// TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256 (RFC 7905).
    private static let cipher = "ECDHE-PSK-CHACHA20-POLY1305"

    private enum Outcome {
        case notAsked
        case found(LinkKey)
        case none(HandshakeFault)
    }

    private struct NoKey: Error {}

    private let outcome = Mutex(Outcome.notAsked)

    /// The key that was chosen; nil before that, and where there is none.
    var key: LinkKey? {
        guard case .found(let key) = outcome.withLock(\.self) else { return nil }
        return key
    }

    private static func configuration() -> TLSConfiguration {
        var configuration = TLSConfiguration.makePreSharedKeyConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.maximumTLSVersion = .tlsv12
        configuration.cipherSuites = cipher
        configuration.curves = [.x25519]
        configuration.trustRoots = .certificates([])
        configuration.shutdownTimeout = .seconds(1)
        return configuration
    }

    /// For one connection that was accepted.
    func handler(accepting keys: any AcceptedKeys) throws -> NIOSSLServerHandler {
        var configuration = Self.configuration()
        configuration.pskHint = keys.receiver.description
        configuration.pskServerProvider = { [self] asked in
            guard let id = KeyID(asked.clientIdentity), let key = keys.accepted(id) else {
                outcome.withLock { $0 = .none(.unknownKey) }
                throw NoKey()
            }
            outcome.withLock { $0 = .found(key) }
            return PSKServerIdentityResponse(key: NIOSSLSecureBytes(key.secret.bytes))
        }
        return NIOSSLServerHandler(context: try NIOSSLContext(configuration: configuration))
    }

    /// For one connection that was dialled.
    func handler(knowing keys: any KnownKeys) throws -> NIOSSLClientHandler {
        var configuration = Self.configuration()
        configuration.pskClientProvider = { [self] asked in
            guard let receiver = asked.hint.flatMap({ KeyID($0) }) else {
                outcome.withLock { $0 = .none(.noTLS) }
                throw NoKey()
            }
            guard let key = keys.known(for: receiver) else {
                outcome.withLock { $0 = .none(.noKey) }
                throw NoKey()
            }
            outcome.withLock { $0 = .found(key) }
            return PSKClientIdentityResponse(
                key: NIOSSLSecureBytes(key.secret.bytes), identity: key.id.description)
        }
        return try NIOSSLClientHandler(
            context: NIOSSLContext(configuration: configuration), serverHostname: nil)
    }

    /// What `error` of the handshake means, by what was asked for until then.
    func fault(_ error: any Error) -> HandshakeFault? {
        guard let error = error as? NIOSSLError else { return nil }
        let outcome = outcome.withLock(\.self)
        switch error {
        case .handshakeFailed(.sslError(let stack)) where stack.contains(.eofDuringHandshake):
            if case .none(let fault) = outcome { return fault }
            return .closed
        case .handshakeFailed(let cause):
            switch outcome {
            case .none(let fault): return fault
            case .found:
                // The alert of RFC 4279, §2; any other one tells of another secret.
                return "\(cause)".contains("UNKNOWN_PSK_IDENTITY") ? .unknownKey : .wrongKey
            case .notAsked:
                // An end that agreed on a cipher, and goes when it hears whose key is asked for.
                return "\(cause)".contains("_ALERT_HANDSHAKE_FAILURE") ? .noKey : .noTLS
            }
        default: return nil
        }
    }
}
