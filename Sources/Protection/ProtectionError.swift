/// Why packets cannot be protected. The media thread never throws: it counts what was nil.
package enum ProtectionError: Error, Equatable {
    /// libsrtp2 refused: the call and its `srtp_err_status_t`.
    case srtp(call: String, status: UInt32)
}

extension ProtectionError: CustomStringConvertible {
    /// One line: the object, the cause, the remedy.
    package var description: String {
        switch self {
        case .srtp(let call, let status):
            "srtp: \(call) failed with status \(status); "
                + "check the libsrtp2 installation (it must have AES-GCM, by NSS or OpenSSL) and memory"
        }
    }
}
