import Engine
import Synchronization

/// A line at the foot of the terminal that shows the link now; log lines scroll by above it.
final class LiveReporter: LinkReporter {
    private let name: String
    private let output: Output
    private let terminal: Terminal
    private let width: @Sendable () -> Int
    private let state = Mutex(State())

    private struct State {
        /// What the terminal shows at its foot now, without colours and all.
        var line = ""
        var last: LinkReport?
        var isFinished = false
    }

    /// Back to the first column, and the rest of the line empty.
    private static let clear = "\r\u{1b}[K"

    /// `width` is asked at every line, for a window changes its size.
    init(
        name: String, to output: Output, terminal: Terminal,
        width: (@Sendable () -> Int)? = nil
    ) {
        self.name = name
        self.output = output
        self.terminal = terminal
        self.width = width ?? { Terminal.width(of: output.descriptor) }
    }

    func event(_ event: LinkEvent) {
        state.withLock { state in
            let clear = state.line.isEmpty ? "" : Self.clear
            let text = clear + LogLine.text(name: name, event) + state.line
            _ = output.write(text)
        }
    }

    func report(_ report: LinkReport) {
        state.withLock { state in
            guard !state.isFinished else { return }
            state.last = report
            let columns = max(1, width() - 1)
            let line = LiveLine(terminal: terminal, width: columns).text(for: report)
            guard line != state.line else { return }
            if output.write(Self.clear + line) == .written { state.line = line }
        }
    }

    func finish(_ failure: LinkFailure?) {
        state.withLock { state in
            state.isFinished = true
            var text = state.line.isEmpty ? "" : Self.clear
            state.line = ""
            if let last = state.last, last.packetsReceived > 0 || last.packetsSent > 0 {
                text += LogLine.summary(name: name, last)
            }
            if let failure { text += LogLine.text(name: name, failure.message) }
            _ = output.write(text, patienceMilliseconds: 1000)
        }
    }
}
