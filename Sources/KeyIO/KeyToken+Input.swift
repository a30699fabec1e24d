import Glibc
package import Session

extension KeyToken {
    /// The one token that comes from an open descriptor, up to its end; `name` is what messages call it.
    package init(readingFrom descriptor: Int32, called name: String) throws(KeyStoreError) {
        guard let bytes = KeyReading.bytes(of: descriptor) else {
            throw .inputFailed(name, cause: reason(errno))
        }
        try self.init(oneIn: bytes, called: name)
    }

    /// The one token in what came from `name`.
    package init(oneIn bytes: [UInt8], called name: String) throws(KeyStoreError) {
        let keys: KeyFile
        do throws(KeyFileError) { keys = try KeyFile(parsing: bytes) } catch {
            throw .wrong(name, error)
        }
        guard keys.tokens.count == 1 else { throw .severalTokens(name, keys.tokens.count) }
        self = keys.tokens[0]
    }
}
