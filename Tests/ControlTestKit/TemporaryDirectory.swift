import Glibc

/// A directory of its own for one test, gone with it.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() {
        var template = Array("/tmp/jacknet-test-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/nowhere"
    }

    deinit { remove() }

    /// Removes it now, for one that lasts as long as its process.
    package func remove() { remove(path) }

    private func remove(_ path: String) {
        if unlink(path) == 0 || rmdir(path) == 0 { return }
        guard let entries = opendir(path) else { return }
        var names: [String] = []
        while let entry = readdir(entries) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        closedir(entries)
        for name in names where name != "." && name != ".." { remove(path + "/" + name) }
        rmdir(path)
    }

    /// What lstat(2) says of a file in here: its type and its mode.
    package func mode(_ name: String) -> UInt32? {
        var status = stat()
        return lstat(path + "/" + name, &status) == 0 ? status.st_mode : nil
    }
}
