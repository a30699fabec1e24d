internal import Glibc

/// A terminal that hands out keys as they are pressed and does not show them, until it is given back.
package struct SingleKeys: ~Copyable {
    private let descriptor: Int32
    private var before = termios()

    /// Nil where `descriptor` is no terminal.
    package init?(descriptor: Int32 = STDIN_FILENO) {
        self.descriptor = descriptor
        guard tcgetattr(descriptor, &before) == 0 else { return nil }
        var single = before
        single.c_lflag &= ~tcflag_t(ICANON | ECHO)
        tcsetattr(descriptor, TCSADRAIN, &single)
    }

    /// Takes the keys that were pressed. Called when there is input.
    package func discard() { tcflush(descriptor, TCIFLUSH) }

    deinit {
        var before = before
        tcsetattr(descriptor, TCSADRAIN, &before)
    }
}
