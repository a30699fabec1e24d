import ControlTestKit
import Glibc
import Synchronization
import Testing

/// A process that a test starts and ends, by its pid alone; what it says goes to a file.
final class Child: Sendable {
    let pid: pid_t
    private let path: String
    private let status = Mutex<Int32?>(nil)

    /// The configuration of whoever runs the tests is none of theirs, and neither are the links.
    private static let withoutSurroundings: Void = {
        setenv("XDG_CONFIG_HOME", "/nonexistent", 1)
        setenv("XDG_CONFIG_DIRS", "/nonexistent", 1)
        setenv("XDG_RUNTIME_DIR", runtimeDirectory.path, 1)
        setenv("XDG_STATE_HOME", stateDirectory.path, 1)
        unsetenv("JACKNET_KEY_FILE")
        atexit {
            Child.runtimeDirectory.remove()
            Child.stateDirectory.remove()
        }
    }()
    /// Where the control sockets are.
    static let runtimeDirectory = TemporaryDirectory()
    /// Where the keys are.
    static let stateDirectory = TemporaryDirectory()

    init(_ arguments: [String]) throws {
        path = "/tmp/jacknet-live-\(getpid())-\(UInt32.random(in: 0 ... .max)).log"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, path, flags, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Whoever runs the tests may block signals, which is inherited.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        Self.withoutSurroundings
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let result = posix_spawnp(&pid, arguments[0], &actions, &attributes, &words, environ)
        try #require(result == 0, "cannot start \(arguments[0]): \(result)")
        self.pid = pid
    }

    /// What it has said so far.
    var output: String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&block, 1, block.count, file), count > 0 {
            bytes += block[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The whole lines that it has said after the first `offset` bytes, which grows by them.
    func lines(after offset: inout Int) -> [Substring] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        guard fseek(file, offset, SEEK_SET) == 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        guard let end = bytes.lastIndex(of: 10) else { return [] }
        offset += end + 1
        return String(decoding: bytes[...end], as: UTF8.self).split(separator: "\n")
    }

    func signal(_ number: Int32) { kill(pid, number) }

    /// Its exit status, or 128 and the signal that ended it; nil while it runs.
    func poll() -> Int32? {
        status.withLock { known in
            if known == nil {
                var raw: Int32 = 0
                if waitpid(pid, &raw, WNOHANG) == pid {
                    known = raw & 0x7f == 0 ? (raw >> 8) & 0xff : 128 + (raw & 0x7f)
                }
            }
            return known
        }
    }

    /// Waits for its end; nil where it does not come.
    func wait(seconds: Double = 10) -> Int32? {
        eventually(seconds) { poll() }
    }

    func end() {
        signal(SIGTERM)
        if wait(seconds: 5) == nil {
            signal(SIGKILL)
            _ = wait(seconds: 5)
        }
        unlink(path)
    }

    deinit { if poll() == nil { kill(pid, SIGKILL) } }
}

/// Asks until there is an answer, every 20 ms; nil after `seconds`.
func eventually<Answer>(_ seconds: Double = 10, _ ask: () -> Answer?) -> Answer? {
    let tries = Int(seconds * 50)
    for attempt in 0...tries {
        if let answer = ask() { return answer }
        if attempt < tries { _ = Glibc.poll(nil, 0, 20) }
    }
    return nil
}

/// Waits until `child` has said `text`.
func hears(_ child: Child, _ text: String, seconds: Double = 10) -> Bool {
    eventually(seconds) { child.output.contains(text) ? true : nil } ?? false
}
