internal import Glibc

/// A line that is typed or pasted on a terminal, which does not show it.
package enum HiddenLine: Equatable, Sendable {
    /// Without its end.
    case line([UInt8])
    /// Ctrl-D, or a terminal that is gone.
    case ended
    /// Ctrl-C, or another signal that ends a process.
    case interrupted
    /// `errno`.
    case failed(Int32)

    /// Waits for the line at a terminal, after `prompt`; afterwards the terminal is as it was. Takes its signals over, for the
    /// process: it has one thread.
    package static func read(from descriptor: Int32, prompt: () -> Void) -> HiddenLine {
        let signals = TerminalSignals()
        let terminal = HidingTerminal(descriptor)
        terminal.hide()
        defer { terminal.show() }
        prompt()
        while true {
            var waits = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&waits, 2, -1) < 0, errno != EINTR { return .failed(errno) }
            switch signals.next() {
            case .interrupt, .end: return .interrupted
            case .suspend:
                // Whoever gets the terminal meanwhile sees what is typed.
                terminal.show()
                TerminalSignals.stop()
                terminal.hide()
                prompt()
            case .resize, nil: break
            }
            guard waits[0].revents != 0 else { continue }
            // A terminal gives a whole line, of 4095 bytes at most.
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            if count < 0 { return .failed(errno) }
            if count == 0 { return .ended }
            return .line(Array(buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }))
        }
    }
}

/// A terminal that can be told not to show what is typed.
private struct HidingTerminal {
    private let descriptor: Int32
    private var before = termios()

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        tcgetattr(descriptor, &before)
    }

    /// Nothing is shown but the line's end.
    func hide() { set(echo: false) }

    /// As it was at first.
    func show() { set(echo: true) }

    private func set(echo: Bool) {
        var flags = before
        if !echo {
            flags.c_lflag &= ~tcflag_t(ECHO)
            flags.c_lflag |= tcflag_t(ECHONL)
        }
        tcsetattr(descriptor, TCSADRAIN, &flags)
    }
}
