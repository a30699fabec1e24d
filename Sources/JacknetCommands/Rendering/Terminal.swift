import Glibc

/// What an output is, as far as rendering goes.
struct Terminal: Sendable {
    /// It can redraw a line.
    var isInteractive: Bool
    /// It may be coloured (no-color.org).
    var hasColour: Bool
    /// It shows UTF-8, by the locale.
    var isUnicode: Bool

    init(isInteractive: Bool, hasColour: Bool, isUnicode: Bool) {
        self.isInteractive = isInteractive
        self.hasColour = hasColour
        self.isUnicode = isUnicode
    }

    init(isTerminal: Bool, environment: Environment) {
        let term = environment["TERM"] ?? "dumb"
        isInteractive = isTerminal && term != "dumb"
        hasColour = isInteractive && environment["NO_COLOR"] == nil
        let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? ""
        let name = locale.uppercased()
        isUnicode = name.contains("UTF-8") || name.contains("UTF8")
    }

    static let standardError = Terminal(
        isTerminal: isatty(STDERR_FILENO) == 1, environment: .process)

    static let standardOutput = Terminal(
        isTerminal: isatty(STDOUT_FILENO) == 1, environment: .process)

    /// The columns of the terminal at `descriptor` now; 80 where it does not say.
    static func width(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
    /// The lines of the terminal at `descriptor` now; 24 where it does not say.
    static func height(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
        return Int(size.ws_row)
    }
}
