import Engine
import Glibc

/// The bytes of a file of configuration.
enum ConfigurationText {
    /// 1 MiB; no configuration is as long, and one that is would hold up every start.
    static let mostBytes = 1 << 20

    /// nil where there is no such file.
    static func read(_ path: String) throws(LinkFailure) -> [UInt8]? {
        // A pipe in its place must not keep us waiting.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        if file < 0 {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreadable(path, String(cString: strerror(errno)))
        }
        defer { close(file) }
        var information = stat()
        if fstat(file, &information) < 0 {
            throw unreadable(path, String(cString: strerror(errno)))
        }
        switch information.st_mode & S_IFMT {
        case S_IFREG, S_IFCHR: break
        case S_IFDIR: throw unreadable(path, "it is a directory")
        default: throw unreadable(path, "it is no file")
        }
        var text: [UInt8] = []
        var buffer: [UInt8] = Array(repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count == 0 { return text }
            if count < 0 {
                if errno == EINTR { continue }
                throw unreadable(path, String(cString: strerror(errno)))
            }
            text += buffer[..<count]
            if text.count > mostBytes { throw unreadable(path, "it is longer than 1 MiB") }
        }
    }

    private static func unreadable(_ path: String, _ cause: String) -> LinkFailure {
        LinkFailure(.noInput, "\(path): cannot be read: \(cause)")
    }
}
