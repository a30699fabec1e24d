/// Why a key cannot be had or kept; one line each, with the remedy.
package enum KeyStoreError: Error, Hashable, Sendable {
    /// Others than its owner may read or write the file.
    case readableByOthers(path: String)
    /// The system would not.
    case failed(path: String, cause: String)

    package var description: String {
        switch self {
        case .readableByOthers(let path):
            "\(path): others can read this key; chmod 600 it, or rotate it if they may have"
        case .failed(let path, let cause):
            "\(path): \(cause)"
        }
    }
}
