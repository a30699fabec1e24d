import Engine
import Glibc

/// A file that a command writes at its end, and that is known to be writable from the start; until then it
/// keeps what it has.
final class OutputFile {
    private let path: String
    private let descriptor: Int32

    /// Opens or makes it.
    init(_ path: String) throws(LinkFailure) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw LinkFailure(
                .cannotCreate,
                "\(path): \(String(cString: strerror(errno))); give a file that can be written")
        }
    }

    deinit { close(descriptor) }

    /// Puts `text` in the place of what it has.
    func write(_ text: String) throws(LinkFailure) {
        // A pipe cannot be cut, and need not be.
        _ = ftruncate(descriptor, 0)
        switch Output(descriptor: descriptor).write(text, patienceMilliseconds: -1) {
        case .written, .stalled, .closed: return
        case .failed(let code):
            throw LinkFailure(
                .inputOutput, "\(path): \(String(cString: strerror(code))); is there room?")
        }
    }
}
