import Glibc

/// The socket of one link, listened on, in its place. Whoever takes the descriptor closes it.
struct ListeningSocket: Sendable {
    let descriptor: Int32
    let path: String
    private let device: UInt64
    private let inode: UInt64

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
        var status = stat()
        if failure == 0, lstat(path, &status) != 0 { failure = errno }
        guard failure == 0 else {
            close(descriptor)
            throw .unavailable(path, cause: reason(failure))
        }
        self.descriptor = descriptor
        self.path = path
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// Takes the socket's name away, unless another one is in its place by now.
    func unlinkPath() {
        var status = stat()
        guard lstat(path, &status) == 0, UInt64(status.st_dev) == device,
            UInt64(status.st_ino) == inode
        else { return }
        unlink(path)
    }
}
