import Glibc
import Session

/// A file of keys as it was read.
struct KeyReading {
    var keys: KeyFile
    /// Its last change, in seconds since 1970.
    var modified: Int64

    /// Reads the open `descriptor`, and closes it. What is checked is what was opened: a file, this user's (or
    /// root's, who may all) and nobody else's to read, unless it may be `exposed`. `path` is for messages.
    init(_ descriptor: Int32, path: String, exposed: Bool = false) throws(KeyStoreError) {
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .unreadable(path, cause: reason(errno))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notFile(path) }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .foreign(path, owner: status.st_uid)
        }
        guard exposed || status.st_mode & 0o077 == 0 else { throw .readableByOthers(path) }
        modified = Int64(status.st_mtim.tv_sec)
        guard let bytes = Self.bytes(of: descriptor) else {
            throw .unreadable(path, cause: reason(errno))
        }
        do throws(KeyFileError) { keys = try KeyFile(parsing: bytes) } catch {
            throw .wrong(path, error)
        }
    }

    /// What an open descriptor gives, as many bytes as a file of keys can have and some more; nil where it fails
    /// (`errno`).
    static func bytes(of descriptor: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= KeyFile.mostBytes {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { break }
            if count > 0 {
                bytes += buffer[..<count]
            } else if errno != EINTR {
                return nil
            }
        }
        return bytes
    }

    /// When the key was used last, in seconds since 1970. A file is as old as its key until then.
    var lastUsed: Int64? {
        keys.created.flatMap { modified > $0 ? modified : nil }
    }
}

/// The system's words for an error number.
func reason(_ errno: Int32) -> String { String(cString: strerror(errno)) }
