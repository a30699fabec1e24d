import Text

/// Lines at the foot of a terminal that are drawn again in place; what stood above them stays.
struct LiveScreen {
    let output: Output
    /// How many lines stand there now.
    private var rows = 0

    init(output: Output) { self.output = output }

    /// Draws `lines`, as many as the terminal has room for, and how many there is none for.
    mutating func draw(_ lines: [String]) {
        let room = max(1, Terminal.height(of: output.descriptor) - 1)
        var shown = lines.prefix(room)
        if lines.count > room, room > 1 {
            shown[room - 1] = "(\(lines.count - room + 1) lines more)"
        }
        // The cursor is out of sight meanwhile, or it would flicker through the lines.
        var text = "\u{1b}[?25l" + home
        for line in shown { text += line + "\u{1b}[K\n" }
        rows = shown.count
        _ = output.write(text + "\u{1b}[J\u{1b}[?25h", patienceMilliseconds: 100)
    }

    /// Makes room from the top: after another width, nobody knows where lines have wrapped to.
    mutating func clear() {
        rows = 0
        _ = output.write("\u{1b}[H\u{1b}[2J", patienceMilliseconds: 100)
    }

    /// Takes away what the keyboard left below the lines, such as `^C`.
    func tidy() { _ = output.write("\r\u{1b}[K", patienceMilliseconds: 100) }

    private var home: String { rows == 0 ? "\r" : "\r\u{1b}[\(rows)A" }
}
