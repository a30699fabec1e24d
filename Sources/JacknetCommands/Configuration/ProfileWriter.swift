import Engine
import Glibc
import Text

/// Writes a profile into the user's own `config.toml`.
struct ProfileWriter {
    /// The file that it writes.
    let path: String

    /// Throws where the environment names no home.
    init(_ environment: Environment = .process) throws(LinkFailure) {
        guard let path = ConfigurationPlaces(environment).users else {
            throw LinkFailure(
                .cannotCreate, "no place for config.toml; set HOME or XDG_CONFIG_HOME")
        }
        self.path = path
    }

    /// Makes `[profile.NAME]` what `settings` say; the rest of the file stays byte for byte, and is
    /// there at any time, old or new. Directories that are missing are made, with mode 0700.
    /// Blocks until it is on the disk. Throws where the file is not valid as it is, too.
    func save(_ profile: String, _ settings: [ProfileText.Setting]) throws(LinkFailure) {
        if profile.isEmpty || profile.escaped != profile {
            throw LinkFailure(
                .usage, "a profile cannot be named '\(profile)'; allowed: printable characters")
        }
        // The file that a link leads to, not the link, is replaced.
        let target = realpath(path, nil).map { resolved in
            defer { free(resolved) }
            return String(cString: resolved)
        }
        let old = try ConfigurationText.read(path) ?? []
        let text = ProfileText(path: path, profile: profile, settings: settings)
        let new = try text.replaced(in: old)
        if old == new { return }
        try makeDirectories()
        try write(new, to: target ?? path)
    }

    private func makeDirectories() throws(LinkFailure) {
        for index in path.indices.dropFirst() where path[index] == "/" {
            let directory = String(path[..<index])
            if mkdir(directory, 0o700) == 0 || errno == EEXIST { continue }
            // What is there already may be where nothing can be made.
            let code = errno
            if access(directory, F_OK) != 0 { throw failure(code) }
        }
    }

    private func write(_ text: [UInt8], to target: String) throws(LinkFailure) {
        var information = stat()
        let mode = stat(target, &information) == 0 ? information.st_mode & 0o777 : 0o600
        var name = Array((target + ".XXXXXX").utf8CString)
        let file = mkstemp(&name)
        if file < 0 { throw failure(errno) }
        var rest = text[...]
        var code: Int32 = 0
        while code == 0, !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                code = errno
            }
        }
        if code == 0, fchmod(file, mode) < 0 || fsync(file) < 0 { code = errno }
        if close(file) < 0, code == 0 { code = errno }
        if code == 0, rename(name, target) < 0 { code = errno }
        if code != 0 {
            unlink(name)
            throw failure(code)
        }
    }

    private func failure(_ code: Int32) -> LinkFailure {
        LinkFailure(.cannotCreate, "\(path): cannot be written: \(String(cString: strerror(code)))")
    }
}
