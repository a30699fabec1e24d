import ArgumentParser
import Engine
import Glibc

/// Writes a command's data; a reader that went away ends the command quietly, with success.
func writeToStdout(_ text: String) throws {
    switch Output(descriptor: STDOUT_FILENO).write(text, patienceMilliseconds: -1) {
    case .written, .stalled: return
    case .closed: throw ExitCode(ExitStatus.done.rawValue)
    case .failed(let code):
        let cause = String(cString: strerror(code))
        throw LinkFailure(.inputOutput, "standard output: \(cause)")
    }
}
