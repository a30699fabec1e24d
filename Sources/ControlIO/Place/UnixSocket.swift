import Glibc

/// Who is at the other end of a Unix socket (`struct ucred` of SO_PEERCRED).
struct PeerCredentials: Sendable {
    var pid: Int32 = 0
    var user: UInt32 = .max
    var group: UInt32 = .max

    /// Root may do anyway what this user may.
    var isTrusted: Bool { user == geteuid() || user == 0 }

    /// Of a connected socket, or, seen from a client, of whoever listened.
    init?(of descriptor: Int32) {
        var length = socklen_t(MemoryLayout<Self>.size)
        self.init()
        let status = getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &self, &length)
        guard status == 0 else { return nil }
    }

    private init() {}
}

/// System calls on Unix stream sockets by their path.
enum UnixSocket {
    /// A descriptor that does not block, closed on exec; negative where there is none (`errno`).
    static func open() -> Int32 {
        socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_NONBLOCK | O_CLOEXEC, 0)
    }

    /// bind(2) or connect(2), by `call`: 0 or `errno`. The path has at most 107 bytes.
    static func with(
        _ path: String, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) {
            $0.copyBytes(from: path.utf8.prefix($0.count - 1))
        }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 ? 0 : errno
            }
        }
    }

    /// What is behind a path.
    enum Presence: Equatable {
        case nothing
        /// A socket that nobody listens to any more.
        case stale
        case live(pid: Int32?)
        /// No stream socket, or one that cannot be looked at.
        case other
    }

    static func presence(at path: String) -> Presence {
        var status = stat()
        guard lstat(path, &status) == 0 else { return errno == ENOENT ? .nothing : .other }
        guard status.st_mode & S_IFMT == S_IFSOCK else { return .other }
        let descriptor = open()
        guard descriptor >= 0 else { return .other }
        defer { close(descriptor) }
        switch with(path, { connect(descriptor, $0, $1) }) {
        case 0: return .live(pid: PeerCredentials(of: descriptor)?.pid)
        case ECONNREFUSED: return .stale
        case ENOENT: return .nothing
        // So many want to connect that it has no room.
        case EAGAIN: return .live(pid: nil)
        default: return .other
        }
    }
}
