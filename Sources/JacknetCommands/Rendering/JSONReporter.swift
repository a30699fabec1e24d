import Engine
import Glibc
import Synchronization
import Text
import Units

/// One JSON object a line: every event, a report each second and whenever the state changes.
/// Where the reader goes away, the link ends as if it had been interrupted.
final class JSONReporter: LinkReporter {
    private let name: String
    private let output: Output
    private let words: Output?
    private let clock: Clock
    private let whenClosed: @Sendable () -> Void
    private let state = Mutex(State())

    /// The time of day in seconds since 1970, and a monotonic time.
    struct Clock: Sendable {
        var timeOfDay: @Sendable () -> Double = { JSONReporter.seconds(CLOCK_REALTIME) }
        var monotonic: @Sendable () -> Double = { JSONReporter.seconds(CLOCK_MONOTONIC) }
    }

    private struct State {
        var reportedAt: Double?
        var reportedState: LinkState?
        /// The highest levels since the last report that was written.
        var peaks: [Decibels] = []
        var isClosed = false
        var hasFailed = false
        /// Lines that nobody took in time.
        var missing: Int64 = 0
    }

    /// `words` takes the reason of a failure once more, for people; SIGTERM is what the engine
    /// ends links at.
    init(
        name: String, to output: Output, words: Output?, clock: Clock = Clock(),
        whenClosed: @escaping @Sendable () -> Void = { kill(getpid(), SIGTERM) }
    ) {
        self.name = name
        self.output = output
        self.words = words
        self.clock = clock
        self.whenClosed = whenClosed
    }

    var hasFailed: Bool { state.withLock(\.hasFailed) }

    func event(_ event: LinkEvent) {
        state.withLock { write("event", event.jsonMembers, &$0) }
    }

    func report(_ report: LinkReport) {
        state.withLock { state in
            state.peaks = report.peaks.indices.map { channel in
                guard channel < state.peaks.count else { return report.peaks[channel] }
                return max(state.peaks[channel], report.peaks[channel])
            }
            let now = clock.monotonic()
            let isDue = state.reportedAt.map { now - $0 >= 0.995 } ?? true
            guard isDue || state.reportedState != report.state else { return }
            state.reportedAt = now
            state.reportedState = report.state
            write("report", report.jsonMembers(peaks: state.peaks), &state)
            state.peaks = []
        }
    }

    func finish(_ failure: LinkFailure?) {
        let status = failure?.status ?? .done
        state.withLock { state in
            let members: [(String, JSONValue)] = [
                ("status", .integer(Int64(status.rawValue))),
                ("message", .optional(failure?.message, JSONValue.text)),
            ]
            write("end", members, patience: 1000, &state)
        }
        if let failure {
            let line = LogLine.text(name: name, failure.message)
            _ = words?.write(line, patienceMilliseconds: 1000)
        }
    }

    private func write(
        _ type: String, _ members: [(String, JSONValue)], patience: Int32 = 0, _ state: inout State
    ) {
        guard !state.isClosed else { return }
        var head: [(String, JSONValue)] = [
            ("type", .text(type)), ("time", .number(clock.timeOfDay())), ("name", .text(name)),
        ]
        if state.missing > 0 { head.append(("missingLines", .integer(state.missing))) }
        let line = JSONValue.object(head + members).description + "\n"
        switch output.write(line, patienceMilliseconds: patience) {
        case .written: state.missing = 0
        case .stalled: state.missing += 1
        case .closed:
            state.isClosed = true
            whenClosed()
        case .failed(let code):
            state.isClosed = true
            state.hasFailed = true
            let cause = String(cString: strerror(code))
            _ = words?.write(LogLine.text(name: name, "error: no more JSON is written: \(cause)"))
        }
    }

    private static func seconds(_ id: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(id, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
