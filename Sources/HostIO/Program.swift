internal import CLinux
import Glibc

/// Other programs of this machine.
package enum Program {
    /// The file that a shell runs for `name`, which holds no slash: the first in the directories of `path`, parted
    /// by colons, that may be run; nil where there is none.
    package static func find(_ name: String, in path: String) -> String? {
        for directory in path.split(separator: ":", omittingEmptySubsequences: false) {
            // An empty entry is the current directory (POSIX).
            let file = (directory.isEmpty ? "." : String(directory)) + "/" + name
            if isRunnable(file) { return file }
        }
        return nil
    }

    /// What begins with `prefix` in the directories of `path` and may be run, in order, without the prefix.
    package static func names(after prefix: String, in path: String) -> [String] {
        var names: Set<String> = []
        for directory in path.split(separator: ":") {
            guard let listing = opendir(String(directory)) else { continue }
            defer { closedir(listing) }
            while let entry = readdir(listing) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard name.hasPrefix(prefix), isRunnable("\(directory)/\(name)") else { continue }
                names.insert(String(name.dropFirst(prefix.count)))
            }
        }
        return names.sorted()
    }

    private static func isRunnable(_ file: String) -> Bool {
        var status = stat()
        return stat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && access(file, X_OK) == 0
    }

    /// Becomes the program in `file`, with `words`, its name first. Returns only where the system refuses: why.
    package static func become(_ file: String, _ words: [String]) -> String {
        withArguments(words) { execv(file, $0) }
        return reason(errno)
    }

    /// Runs `file` with `words`, its name first, and nothing to read, write or say: its exit status; nil where it
    /// did not run to its end.
    package static func runQuietly(_ file: String, _ words: [String]) -> Int32? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in STDIN_FILENO...STDERR_FILENO {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var process: pid_t = 0
        let result = withArguments(words) {
            posix_spawn(&process, file, &actions, nil, $0, environ)
        }
        guard result == 0 else { return nil }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return nil }
        }
        return status & 0x7f == 0 ? status >> 8 & 0xff : nil
    }

    /// This process's environment.
    static var environment: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let words = String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if words.count == 2 { variables[String(words[0])] = String(words[1]) }
            entry += 1
        }
        return variables
    }

    /// `words` as C has them.
    @discardableResult
    static func withArguments(
        _ words: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Int32
    ) -> Int32 {
        let arguments = words.map { strdup($0) } + [nil]
        let result = body(arguments)
        // What `reason` is asked for must not be lost.
        let error = errno
        for argument in arguments { free(argument) }
        errno = error
        return result
    }
}
