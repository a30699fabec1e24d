import Glibc

/// Where the control sockets of a user's links are: one `NAME.sock` for each.
package struct SocketPlace: Hashable, Sendable {
    /// What a socket's path can have, less its NUL (`sockaddr_un`).
    private static let longestPath = 107
    private static let ending = ".sock"

    package let directory: String

    package init(directory: String) { self.directory = directory }

    /// Those of the system's units.
    package static let ofTheSystem = SocketPlace(directory: "/run/jacknet")

    /// The directory is there.
    package var exists: Bool { access(directory, F_OK) == 0 }

    /// This process's, by its environment.
    package static var ofThisUser: SocketPlace {
        SocketPlace(runtimeDirectory: getenv("XDG_RUNTIME_DIR").map { String(cString: $0) })
    }

    /// `jacknet` in `runtimeDirectory`, if that is an absolute path; else in the directory that
    /// systemd keeps for `user`, where there is one; else `jacknet-UID` in `temporary`.
    package init(
        runtimeDirectory: String?, user: UInt32 = geteuid(), systemd: String = "/run/user",
        temporary: String = "/tmp"
    ) {
        if let runtimeDirectory, runtimeDirectory.hasPrefix("/") {
            directory = runtimeDirectory + "/jacknet"
            return
        }
        var status = stat()
        let kept = "\(systemd)/\(user)"
        if lstat(kept, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == user {
            directory = kept + "/jacknet"
        } else {
            directory = "\(temporary)/jacknet-\(user)"
        }
    }

    /// The socket of the link `name`.
    package func path(of name: String) throws(ControlSocketError) -> String {
        let path = directory + "/" + name + Self.ending
        guard path.utf8.count <= Self.longestPath else { throw .pathTooLong(path) }
        return path
    }

    /// The names of the sockets that are there, sorted; whether a link is behind one only
    /// connecting tells.
    package var names: [String] {
        guard let entries = opendir(directory) else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(Self.ending), !name.hasPrefix(".") {
                names.append(String(name.dropLast(Self.ending.count)))
            }
        }
        return names.sorted()
    }
}
