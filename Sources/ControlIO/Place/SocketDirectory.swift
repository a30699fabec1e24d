import Glibc

/// The directory of control sockets, held open: made where it is missing, and looked at by what was
/// opened, not by its path, so that nothing can be put in its place in between.
struct SocketDirectory: ~Copyable {
    /// Another link takes its place in some milliseconds; one that was stopped just then is not
    /// waited for.
    private static let patience = 100

    private let descriptor: Int32

    init(_ path: String) throws(ControlSocketError) {
        descriptor = try Self.open(path)
    }

    private static func open(_ path: String) throws(ControlSocketError) -> Int32 {
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw .noDirectory(path, cause: reason(errno))
        }
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOTDIR || errno == ELOOP { throw .notDirectory(path) }
            throw .noDirectory(path, cause: reason(errno))
        }
        do throws(ControlSocketError) { try check(descriptor, path) } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func check(
        _ descriptor: Int32, _ path: String
    ) throws(ControlSocketError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .noDirectory(path, cause: reason(errno))
        }
        guard status.st_uid == geteuid() else {
            throw .foreignDirectory(path, owner: status.st_uid)
        }
        if status.st_mode & 0o777 != 0o700, fchmod(descriptor, 0o700) != 0 {
            throw .noDirectory(path, cause: reason(errno))
        }
    }

    deinit { _ = close(descriptor) }

    /// Keeps other links from taking a place here until this value's end.
    borrowing func lock() {
        for _ in 0..<Self.patience {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            usleep(10_000)
        }
    }
}

/// The system's words for an error number.
func reason(_ errno: Int32) -> String { String(cString: strerror(errno)) }
