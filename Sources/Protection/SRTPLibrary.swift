import CSRTP
import Glibc

/// libsrtp2 as a whole, which is made ready once a process.
package enum SRTPLibrary {
    /// `srtp_init`: it checks its ciphers by known answers, each in an NSS of its own where it is built on NSS. One that
    /// stays open, opened before, spares NSS loading its modules for each of them and for every stream.
    private static let status: srtp_err_status_t = {
        if let symbol = dlsym(nil, "NSS_NoDB_Init") {
            typealias Open = @convention(c) (UnsafePointer<CChar>?) -> Int32
            // Where it fails, it only takes longer.
            _ = unsafeBitCast(symbol, to: Open.self)(nil)
        }
        return srtp_init()
    }()

    /// Makes it ready, once, whoever comes first; others wait. To be called ahead of need where the wait would
    /// hurt. Any thread but a real-time one.
    package static func prepare() throws(ProtectionError) { try check(status, "srtp_init") }

    /// Throws what `call` returned unless it succeeded.
    static func check(_ status: srtp_err_status_t, _ call: String) throws(ProtectionError) {
        guard status == srtp_err_status_ok else {
            throw .srtp(call: call, status: status.rawValue)
        }
    }
}
