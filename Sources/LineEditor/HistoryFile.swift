internal import Glibc

/// The file that keeps what was typed, for the next time.
package struct HistoryFile: Sendable {
    package let path: String
    package static let limit = 1000

    /// In `directory`, which is made, and made this user's own; nil where that cannot be.
    package init?(directory: String) {
        var path = directory.hasPrefix("/") ? "" : "."
        for part in directory.split(separator: "/") {
            path += "/" + part
            if mkdir(path, 0o700) != 0, errno != EEXIST { return nil }
        }
        self.path = directory + "/history"
        let flags = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC
        let file = open(self.path, flags, 0o600)
        guard file >= 0 else { return nil }
        // A file that was there already may have been another's to read.
        fchmod(file, 0o600)
        close(file)
    }
}
