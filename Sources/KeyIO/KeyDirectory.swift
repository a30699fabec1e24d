import Glibc
import Session

/// A directory of keys, held open, and looked at by what was opened, not by its path, so that nothing can be
/// put in its place in between. What it does blocks.
struct KeyDirectory: ~Copyable {
    /// As many are looked at.
    static let mostKeys = 1_000
    /// Another process changes keys in some milliseconds.
    private static let patience = 200

    let path: String
    private let descriptor: Int32

    /// Makes it where it is missing, and those above it.
    init(making path: String) throws(KeyStoreError) {
        for index in path.indices.dropFirst() where path[index] == "/" {
            let parent = String(path[..<index])
            if mkdir(parent, 0o700) == 0 || errno == EEXIST { continue }
            // What is there already may be where nothing can be made.
            let code = errno
            if access(parent, F_OK) != 0 { throw unwritable(parent, code) }
        }
        descriptor = try Self.make(path, at: AT_FDCWD, path)
        self.path = path
    }

    /// One in another, made where it is missing.
    init(making name: String, in parent: borrowing KeyDirectory) throws(KeyStoreError) {
        path = parent.path + "/" + name
        descriptor = try Self.make(name, at: parent.descriptor, path)
    }

    /// Nil where there is none.
    init?(_ path: String) throws(KeyStoreError) {
        guard let descriptor = try Self.open(path, at: AT_FDCWD, path) else { return nil }
        self.path = path
        self.descriptor = descriptor
    }

    /// One in another; nil where there is none.
    init?(_ name: String, in parent: borrowing KeyDirectory) throws(KeyStoreError) {
        let path = parent.path + "/" + name
        guard let descriptor = try Self.open(name, at: parent.descriptor, path) else { return nil }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { _ = close(descriptor) }

    private static func make(
        _ name: String, at parent: Int32, _ path: String
    ) throws(KeyStoreError) -> Int32 {
        if mkdirat(parent, name, 0o700) != 0, errno != EEXIST { throw unwritable(path, errno) }
        guard let descriptor = try open(name, at: parent, path) else {
            throw unwritable(path, ENOENT)
        }
        return descriptor
    }

    private static func open(
        _ name: String, at parent: Int32, _ path: String
    ) throws(KeyStoreError) -> Int32? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let descriptor = openat(parent, name, flags)
        guard descriptor >= 0 else {
            let code = errno
            var status = stat()
            switch code {
            case ENOENT: return nil
            // Itself, or what is above it, where there is nothing then.
            case ENOTDIR, ELOOP:
                if fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0 { return nil }
                throw .notDirectory(path)
            default: throw .unreadable(path, cause: reason(code))
            }
        }
        do throws(KeyStoreError) { try check(descriptor, path) } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func check(_ descriptor: Int32, _ path: String) throws(KeyStoreError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .unreadable(path, cause: reason(errno))
        }
        guard status.st_uid == geteuid() else { throw .foreign(path, owner: status.st_uid) }
        // Who cannot close it to others may read it still, as long as they cannot write.
        if status.st_mode & 0o777 != 0o700, fchmod(descriptor, 0o700) != 0,
            status.st_mode & 0o022 != 0
        {
            throw unwritable(path, errno)
        }
    }

    /// Keeps other processes from changing keys until this value's end.
    borrowing func lock() throws(KeyStoreError) {
        for _ in 0..<Self.patience {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw unwritable(path, errno) }
            usleep(10_000)
        }
        throw .busy(path)
    }

    /// Whether nobody else changes keys just now; then nobody does until this value's end.
    borrowing func tryLock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    /// When a name was last put into it or taken out, in nanoseconds since 1970.
    borrowing func changed() -> Int64? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }

    /// The keys in it, sorted, `mostKeys` and one more at most.
    borrowing func names() throws(KeyStoreError) -> [KeyName] {
        // The stream has a place of its own in the directory, and is closed with its descriptor.
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let entries = fdopendir(copy) else {
            let code = errno
            if copy >= 0 { close(copy) }
            throw .unreadable(path, cause: reason(code))
        }
        defer { closedir(entries) }
        var names: [KeyName] = []
        while names.count <= Self.mostKeys, let entry = readdir(entries) {
            let file = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let name = KeyName(file: file) { names.append(name) }
        }
        return names.sorted { $0.text < $1.text }
    }

    /// What is in `file`, which others may be able to read if it may be `exposed`; nil where it is not there.
    borrowing func read(
        _ file: String, exposed: Bool = false
    ) throws(KeyStoreError) -> KeyReading? {
        let path = path(of: file)
        let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
        let opened = openat(descriptor, file, flags)
        guard opened >= 0 else {
            switch errno {
            case ENOENT: return nil
            case ELOOP: throw .notFile(path)
            default: throw .unreadable(path, cause: reason(errno))
            }
        }
        return try KeyReading(opened, path: path, exposed: exposed)
    }

    /// Puts `keys` in the place of `file`: at any time the old ones are there, or the new. Changed last at `time`, in
    /// seconds since 1970. Under the lock.
    borrowing func write(
        _ keys: KeyFile, to file: String, at time: Int64
    ) throws(KeyStoreError) {
        // Under the lock nobody else has it, and one that was left behind is of no use.
        let draft = ".\(file).new"
        unlinkat(descriptor, draft, 0)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let opened = openat(descriptor, draft, flags, 0o600)
        guard opened >= 0 else { throw unwritable(path(of: file), errno) }
        var code = Self.fill(opened, with: keys.text)
        let times = [
            timespec(tv_sec: 0, tv_nsec: Self.omitted), timespec(tv_sec: time_t(time), tv_nsec: 0),
        ]
        if code == 0, futimens(opened, times) != 0 || fsync(opened) != 0 { code = errno }
        if close(opened) != 0, code == 0 { code = errno }
        if code == 0, renameat(descriptor, draft, descriptor, file) != 0 { code = errno }
        guard code == 0 else {
            unlinkat(descriptor, draft, 0)
            throw unwritable(path(of: file), code)
        }
        fsync(descriptor)
    }

    /// 0 or `errno`.
    private static func fill(_ descriptor: Int32, with text: String) -> Int32 {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return errno
            }
        }
        return fchmod(descriptor, 0o600) == 0 ? 0 : errno
    }

    /// False where it is not there.
    borrowing func remove(_ file: String) throws(KeyStoreError) -> Bool {
        if unlinkat(descriptor, file, 0) == 0 {
            fsync(descriptor)
            return true
        }
        if errno == ENOENT { return false }
        throw unwritable(path(of: file), errno)
    }

    /// Notes that `file` was used at `time`, in seconds since 1970, as far as the disk takes it.
    borrowing func touch(_ file: String, at time: Int64) {
        let times = [
            timespec(tv_sec: 0, tv_nsec: Self.omitted), timespec(tv_sec: time_t(time), tv_nsec: 0),
        ]
        _ = utimensat(descriptor, file, times, AT_SYMLINK_NOFOLLOW)
    }

    borrowing func path(of file: String) -> String { path + "/" + file }

    /// `UTIME_OMIT` of utimensat(2), a macro that Swift does not see.
    private static let omitted = (1 << 30) - 2
}

/// Why something cannot be made at `path`, by its error number.
private func unwritable(_ path: String, _ code: Int32) -> KeyStoreError {
    .unwritable(path, cause: reason(code), isFull: code == ENOSPC || code == EDQUOT)
}
