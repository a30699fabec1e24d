internal import CLinux
internal import Glibc
package import Units

/// Another program that runs as long as this value lives: its end ends it. Ctrl-C at a terminal does not reach
/// it, and the death of the thread that started it ends it as well. One thread.
package final class ChildProcess {
    private let number: pid_t
    /// Ready to read once it has ended.
    private let descriptor: Int32
    private var status: Int32?

    /// Runs `file` with `words`, its name first; `changes` are in its environment beside this process's own. What it
    /// says goes to the end of the file `log`. Nil where the system refuses.
    package init?(
        _ file: String, _ words: [String], changes: [String: String] = [:], log: String
    ) {
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard output >= 0 else { return nil }
        defer { close(output) }
        var environment = Program.environment
        for (name, value) in changes { environment[name] = value }
        let variables = environment.map { "\($0.key)=\($0.value)" }
        let result = Program.withArguments(words) { arguments in
            Program.withArguments(variables) { jn_spawn(file, arguments, $0, output) }
        }
        guard result > 0 else { return nil }
        number = result
        descriptor = jn_process_open(result)
    }

    deinit {
        end()
        if descriptor >= 0 { close(descriptor) }
    }

    /// Waits until it has ended, at most so long; whether it has.
    package func hasEnded(within milliseconds: Int64) -> Bool {
        let deadline = jn_now_ns() + milliseconds * 1_000_000
        while isRunning {
            let left = (deadline - jn_now_ns()) / 1_000_000
            if left <= 0 { return false }
            var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            poll(&watched, 1, Int32(clamping: left))
        }
        return true
    }

    /// It has not ended by itself.
    package var isRunning: Bool {
        if status == nil {
            var word: Int32 = 0
            if waitpid(number, &word, WNOHANG) == number { status = word }
        }
        return status == nil
    }

    /// It has ended with this exit status; nil where it runs, or was ended by a signal.
    package var exitStatus: Int32? {
        guard !isRunning, let status, status & 0x7f == 0 else { return nil }
        return status >> 8 & 0xff
    }

    /// Processor time that all of its threads have taken, ns; nil where it has ended.
    package var processorTime: Nanoseconds? {
        guard isRunning else { return nil }
        let time = jn_process_time(number)
        return time < 0 ? nil : Nanoseconds(time)
    }

    /// SIGTERM to it and all that it started; SIGKILL to what has not ended after 5 s.
    package func end() {
        guard isRunning else { return }
        kill(-number, SIGTERM)
        if hasEnded(within: 5_000) { return }
        kill(-number, SIGKILL)
        var word: Int32 = 0
        if waitpid(number, &word, 0) == number { status = word }
    }
}
