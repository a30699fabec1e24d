import Engine
import Synchronization

/// Log lines for a file, a pipe or the journal, each written when it happens.
final class PlainReporter: LinkReporter {
    private let name: String
    private let output: Output
    private let state = Mutex(State())

    private struct State {
        var last: LinkReport?
        /// Lines that nobody took in time.
        var missing = 0
    }

    init(name: String, to output: Output) {
        self.name = name
        self.output = output
    }

    func event(_ event: LinkEvent) {
        state.withLock { write(LogLine.text(name: name, event), patience: 0, &$0) }
    }

    func report(_ report: LinkReport) {
        state.withLock { $0.last = report }
    }

    func finish(_ failure: LinkFailure?) {
        state.withLock { state in
            if let last = state.last, last.packetsReceived > 0 || last.packetsSent > 0 {
                write(LogLine.summary(name: name, last), patience: 1000, &state)
            }
            if let failure {
                write(LogLine.text(name: name, failure.message), patience: 1000, &state)
            }
        }
    }

    private func write(_ line: String, patience: Int32, _ state: inout State) {
        var text = line
        if state.missing > 0 {
            text = LogLine.text(name: name, "\(state.missing) lines are missing here") + text
        }
        switch output.write(text, patienceMilliseconds: patience) {
        case .stalled: state.missing += 1
        case .written, .closed, .failed: state.missing = 0
        }
    }
}
