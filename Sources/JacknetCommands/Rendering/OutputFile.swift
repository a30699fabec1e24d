import Engine
import Glibc

/// A file that a command writes as a whole.
enum OutputFile {
    /// Makes `path` hold `text` and nothing else.
    static func write(_ text: String, to path: String) throws(LinkFailure) {
        guard let file = fopen(path, "we") else {
            throw LinkFailure(.cannotCreate, "\(path): \(String(cString: strerror(errno)))")
        }
        var isWritten = fputs(text, file) >= 0
        isWritten = fclose(file) == 0 && isWritten
        guard isWritten else {
            throw LinkFailure(.inputOutput, "\(path): \(String(cString: strerror(errno)))")
        }
    }
}
