internal import CLinux

/// The program that this process runs.
package enum ProcessImage {
    /// Runs it anew, with the same arguments and under the same number: what a library has ruined in the
    /// process is gone then. Returns only where the system refuses: why. Not from a real-time thread.
    package static func beginAnew() -> String { reason(-jn_begin_anew(CommandLine.unsafeArgv)) }
}
