import ControlIO
import Engine
import Glibc
import LineEditor
import Text

/// Commands from the command line or a pipe: no prompt, and the end at the first error.
struct ReplScript {
    private let session: ReplSession
    private let output: Output

    init(_ link: RunningLink, isJSON: Bool) throws {
        output = Output(descriptor: STDOUT_FILENO)
        let written = ScriptOutput()
        session = ReplSession(
            link, isJSON: isJSON, isTold: false,
            width: { isatty(STDOUT_FILENO) == 1 ? Terminal.width(of: STDOUT_FILENO) : 81 },
            cutsLines: isatty(STDOUT_FILENO) == 1,
            say: written.write)
        self.written = written
        do {
            try session.connect(to: link)
        } catch {
            throw LinkFailure(error.status, error.message)
        }
    }

    private let written: ScriptOutput

    /// Runs `commands`, or those on standard input where there are none.
    func run(_ commands: [String]) throws -> ExitStatus {
        if commands.isEmpty { return try runPipe() }
        for command in commands {
            if let status = try run(command) { return status }
        }
        return .done
    }

    /// How it ends at this command; nil where it goes on.
    private func run(_ line: String) throws -> ExitStatus? {
        do throws(ReplError) {
            try session.run(line)
        } catch {
            try written.check()
            let line = "jacknet repl: \(error.message)".escaped + "\n"
            _ = Output(descriptor: STDERR_FILENO).write(line, patienceMilliseconds: 1000)
            return error.status
        }
        try written.check()
        return session.hasQuit ? .done : nil
    }

    private func runPipe() throws -> ExitStatus {
        let lines = PlainEditor(showsPrompt: false)
        while true {
            let link = session.client?.descriptor ?? -1
            var entries = [lines.descriptor, link].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            _ = poll(&entries, 2, -1)
            if entries[1].revents != 0 { try tell() }
            guard entries[0].revents != 0 else { continue }
            for typed in lines.read() {
                guard case .line(let line) = typed else { return .done }
                if let status = try run(line) { return status }
            }
            // What came while an answer was waited for.
            if session.client?.hasUntold ?? false { try tell() }
        }
    }

    /// Writes what happened, where that was asked for.
    private func tell() throws {
        let lines = session.listen().lines
        guard session.showsEvents else { return }
        written.write(lines)
        try written.check()
    }
}

/// Standard output, whose failures end the script between two commands.
private final class ScriptOutput {
    private var failure: (any Error)?

    func write(_ text: String) {
        guard failure == nil, !text.isEmpty else { return }
        do { try writeToStdout(text) } catch { failure = error }
    }

    func check() throws { if let failure { throw failure } }
}
