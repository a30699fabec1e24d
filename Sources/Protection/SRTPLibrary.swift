import CSRTP

/// libsrtp2 as a whole, which is made ready once a process.
package enum SRTPLibrary {
    /// `srtp_init`: it checks its ciphers by known answers and has NSS load its modules, which takes some
    /// 25 ms.
    private static let status = srtp_init()

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
