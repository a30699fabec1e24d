internal import CLinux
import Glibc

/// The program that this process runs.
package enum ProcessImage {
    /// Its file.
    package static var path: String {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = bytes.withUnsafeMutableBytes { bytes -> Int in
            guard let start = bytes.baseAddress else { return 0 }
            return readlink(
                "/proc/self/exe", start.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// Runs it anew, with the same arguments and under the same number: what a library has ruined in the
    /// process is gone then. Returns only where the system refuses: why. Not from a real-time thread.
    package static func beginAnew() -> String { reason(-jn_begin_anew(CommandLine.unsafeArgv)) }
}
