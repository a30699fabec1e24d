internal import CLinux
internal import Glibc

/// The signals of the process, read from one descriptor instead of interrupting any thread.
///
/// Make it before any other thread is started: each thread inherits the mask of the one that starts
/// it, and a single thread that does not block a signal would take it and end the process. SIGQUIT
/// stays as it is, so that a program that hangs can still be made to leave a core. The mask stays when
/// the source ends, since it belongs to threads that live on.
package struct SignalSource: ~Copyable, Sendable {
    /// What to poll for input.
    package let fileDescriptor: Int32
    /// It was started on a terminal, whose end is to be its own.
    private let hasTerminal: Bool

    /// Blocks `signals` in this thread and ignores SIGPIPE in the process: a write to a pipe or socket
    /// that nobody reads then fails with EPIPE.
    package init(_ signals: [Signal] = Signal.allCases) throws(HostIOError) {
        let numbers = signals.map(\.number)
        let fd = jn_signals_open(numbers, Int32(numbers.count))
        guard fd >= 0 else { throw .signalsUnavailable(errno: -fd) }
        fileDescriptor = fd
        hasTerminal = isatty(STDERR_FILENO) == 1 && jn_signal_is_ignored(SIGHUP) == 0
        Self.ignoreBrokenPipes()
    }

    deinit { _ = close(fileDescriptor) }

    /// The next signal that came, or nil where none did. Never blocks.
    package borrowing func next() -> Signal? {
        let number = jn_signals_next(fileDescriptor)
        return number > 0 ? Signal(number: number) : nil
    }

    /// Whether `signal` asks the process to end: all but SIGHUP do, and that one too where it tells that
    /// the terminal is gone on which the process was started.
    package borrowing func asksToEnd(_ signal: Signal) -> Bool {
        signal != .hangUp || (hasTerminal && isatty(STDERR_FILENO) == 0)
    }

    /// Ignores SIGPIPE in the whole process; for commands that run no link.
    package static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }
}
