import Glibc

/// The socket of one link, listened on, in its place. Whoever takes the descriptor closes it.
struct ListeningSocket: Sendable {
    let descriptor: Int32
    let path: String
    private let made: Identity

    /// Tells one socket from the next of its name, which may be given the same inode.
    private struct Identity: Equatable {
        let device: UInt64
        let inode: UInt64
        /// Of the last change of its mode, which is when it was made.
        let seconds: Int
        let nanoseconds: Int

        /// Nil where nothing is at `path`.
        init?(_ path: String) {
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            seconds = status.st_ctim.tv_sec
            nanoseconds = status.st_ctim.tv_nsec
        }
    }

    /// Takes the place of `name`: free, or left behind by a link that is no more.
    init(_ name: String, in place: SocketPlace) throws(ControlSocketError) {
        let path = try place.path(of: name)
        let directory = try SocketDirectory(place.directory)
        directory.lock()
        switch UnixSocket.presence(at: path) {
        case .nothing: break
        case .stale:
            guard unlink(path) == 0 || errno == ENOENT else {
                throw .unavailable(path, cause: reason(errno))
            }
        case .live(let pid): throw .live(path, pid: pid)
        case .other: throw .notSocket(path)
        }
        let descriptor = UnixSocket.open()
        guard descriptor >= 0 else { throw .unavailable(path, cause: reason(errno)) }
        // Nobody can connect before it listens, and then its mode is right.
        var failure = UnixSocket.with(path) { bind(descriptor, $0, $1) }
        if failure == 0, chmod(path, 0o600) != 0 || listen(descriptor, 128) != 0 { failure = errno }
        guard failure == 0, let made = Identity(path) else {
            close(descriptor)
            throw .unavailable(path, cause: reason(failure == 0 ? ENOENT : failure))
        }
        self.descriptor = descriptor
        self.path = path
        self.made = made
    }

    /// Takes the socket's name away, unless another one is in its place by now.
    func unlinkPath() {
        if Identity(path) == made { unlink(path) }
    }
}
