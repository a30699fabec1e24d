internal import CLinux
internal import Glibc

/// A command of a shell that runs beside this process, in a process group of its own. One thread.
package struct ShellCommand: ~Copyable {
    /// Ready to read once it has ended; −1 where the system has no such descriptors.
    package let fileDescriptor: Int32
    private let process: pid_t
    private var status: Int32?

    /// Starts `/bin/sh -c command` with this process's environment and `variables`. What it writes goes to standard
    /// error, and it has nothing to read.
    package init(_ command: String, _ variables: [String: String]) throws(HostIOError) {
        let strings = Self.environment(with: variables).map { strdup($0) } + [nil]
        var process: Int32 = 0
        let result = jn_spawn_shell(command, strings, &process)
        for string in strings { free(string) }
        guard result == 0 else { throw .commandNotStarted(errno: -result) }
        self.process = process
        fileDescriptor = max(-1, jn_process_open(process))
    }

    deinit { if fileDescriptor >= 0 { close(fileDescriptor) } }

    /// What is the service manager's business with this process is not a child's.
    private static let own: Set<String> = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]

    private static func environment(with variables: [String: String]) -> [String] {
        var lines: [String] = []
        var next = environ
        while let line = next.pointee.map({ String(cString: $0) }) {
            let name = String(line.prefix { $0 != "=" })
            if variables[name] == nil, !own.contains(name) { lines.append(line) }
            next += 1
        }
        return lines + variables.map { "\($0.key)=\($0.value.prefix { $0 != "\0" })" }.sorted()
    }

    /// How it ended; nil while it runs.
    package mutating func poll() -> Ending? {
        if status == nil {
            var word: Int32 = 0
            let found = waitpid(process, &word, WNOHANG)
            // Whoever ignores SIGCHLD has no children to wait for.
            if found == process || (found < 0 && errno == ECHILD) { status = word }
        }
        guard let status else { return nil }
        return status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(status & 0x7f)
    }

    /// How a command ended.
    package enum Ending: Hashable, Sendable {
        /// By itself, with this status.
        case exited(Int32)
        /// By this signal.
        case killed(Int32)
    }

    /// Sends `signal` to it and all that it started.
    package func signal(_ signal: Int32) { if status == nil { kill(-process, signal) } }
}
