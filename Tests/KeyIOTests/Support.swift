// What the tests of this target share: a store of its own, and what is wrong with what it is asked.
import ControlTestKit
import Glibc
import KeyIO
import Session
import Testing

/// A store in a directory of its own, gone with it.
struct TemporaryStore {
    let directory = TemporaryDirectory()
    let store: KeyStore

    init() { store = KeyStore(directory: directory.path + "/state/jacknet/keys") }

    func path(_ file: String) -> String { store.directory + "/" + file }

    /// A file's mode, or a directory's.
    func mode(_ file: String) -> UInt32? {
        directory.mode("state/jacknet/keys" + (file.isEmpty ? "" : "/" + file)).map { $0 & 0o7777 }
    }

    func write(_ text: String, to file: String, mode: mode_t = 0o600) throws {
        try text.write(toFile: path(file), mode: mode)
    }
}

extension String {
    func write(toFile path: String, mode: mode_t = 0o600) throws {
        let file = try #require(fopen(path, "w"))
        fputs(self, file)
        fclose(file)
        chmod(path, mode)
    }
}

func name(_ text: String) throws -> KeyName { try KeyName(text) }

/// What `action` throws; nil where it does not.
func fault<Result>(_ action: () throws(KeyStoreError) -> Result) -> KeyStoreError? {
    do throws(KeyStoreError) {
        _ = try action()
        return nil
    } catch {
        return error
    }
}
