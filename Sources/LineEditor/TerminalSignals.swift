internal import CLinux
internal import Glibc

/// What a terminal tells its program by signals, read from a descriptor.
package enum TerminalSignal: Sendable {
    /// SIGINT: Ctrl-C.
    case interrupt
    /// SIGTSTP: Ctrl-Z.
    case suspend
    /// SIGWINCH: another size.
    case resize
    /// SIGTERM or SIGHUP.
    case end
}

/// Takes the terminal's signals over, for the process: it has one thread.
package struct TerminalSignals: ~Copyable {
    /// What to poll for input; -1 where the system refused, and signals do what they always do.
    package let descriptor: Int32
    private static let numbers = [SIGINT, SIGTSTP, SIGWINCH, SIGTERM, SIGHUP]

    package init() {
        let opened = jn_signals_open(Self.numbers, Int32(Self.numbers.count))
        descriptor = max(opened, -1)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The next that came, or nil.
    package func next() -> TerminalSignal? {
        guard descriptor >= 0 else { return nil }
        switch jn_signals_next(descriptor) {
        case SIGINT: return .interrupt
        case SIGTSTP: return .suspend
        case SIGWINCH: return .resize
        case SIGTERM, SIGHUP: return .end
        default: return nil
        }
    }

    /// Stops the process until it is continued.
    package static func stop() { raise(SIGSTOP) }
}
