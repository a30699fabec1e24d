import Glibc
import Synchronization
import Text

/// How far a command is, on one line of a terminal that is drawn again in place; nothing where there is no
/// terminal. Any thread.
final class ProgressLine: Sendable {
    private static let barColumns = 20

    private let output: Output
    private let terminal: Terminal
    private let isDrawn = Mutex(false)

    init(output: Output = Output(descriptor: STDERR_FILENO), terminal: Terminal = .standardError) {
        self.output = output
        self.terminal = terminal
    }

    /// `part` of all is done, 0 … 1; `what` comes next.
    func show(_ what: String, _ part: Double) {
        guard terminal.isInteractive else { return }
        let line = Self.text(
            what, part, width: Terminal.width(of: output.descriptor) - 1, terminal: terminal)
        isDrawn.withLock { isDrawn in
            isDrawn = true
            _ = output.write("\r\(line)\u{1b}[K", patienceMilliseconds: 100)
        }
    }

    /// Takes the line away.
    func clear() {
        isDrawn.withLock { isDrawn in
            if isDrawn { _ = output.write("\r\u{1b}[K", patienceMilliseconds: 100) }
            isDrawn = false
        }
    }

    /// ` 63 % [############--------] codec opus`, cut to `width` columns.
    static func text(_ what: String, _ part: Double, width: Int, terminal: Terminal) -> String {
        let part = min(max(part.isFinite ? part : 0, 0), 1)
        let percent = (part * 100).rounded(.down).fixed(0)
        let number = String(repeating: " ", count: 3 - percent.count) + percent + " %"
        let filled = Int((part * Double(barColumns)).rounded(.down))
        let (full, empty) = terminal.isUnicode ? ("█", "░") : ("#", "-")
        let bar =
            String(repeating: full, count: filled)
            + String(repeating: empty, count: barColumns - filled)
        let room = width >= 60 ? " [\(bar)]" : ""
        return "\(number)\(room) \(what.escaped)"
            .cut(to: max(width, 5), ellipsis: terminal.isUnicode ? "…" : "~")
    }
}
