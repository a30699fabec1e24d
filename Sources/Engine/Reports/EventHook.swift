import Glibc
import HostIO
import NetworkIO
import Session
import Synchronization
import Text
import Units

/// Runs the command of `--on-event`, one at a time and in the order of the events, on a thread of its own: however
/// long it takes, nothing waits for it. Any thread but a real-time one.
final class EventHook: Sendable {
    /// So many events wait at most; the oldest go first.
    private static let limit = 16
    /// So long a command may take.
    private static let patience = Nanoseconds(30_000_000_000)
    /// From the polite signal to the other one.
    private static let grace = Nanoseconds(2_000_000_000)
    /// What waits when the link ends may take so long: whoever waits for that thinks of JACK after two seconds.
    private static let farewell = Nanoseconds(1_000_000_000)

    /// What the command is told of the link in every event.
    struct Link: Sendable {
        var name: String
        var role: String
    }

    private struct State {
        var command: String?
        var waiting: [[String: String]] = []
        /// Events that went untold.
        var dropped = 0
        var isConnected = false
        var hasThread = false
        /// When whatever is left is left undone; nil before the link ends.
        var end: Nanoseconds?
    }

    private let link: Link
    private let state: Mutex<State>
    private let flag: EventFlag
    private let thread = Mutex<Lent<RealTimeThread>?>(nil)
    private let tell: @Sendable (LinkEvent) -> Void

    /// `tell` hears what is to be told of the command itself.
    init(
        _ command: String?, of link: Link, tell: @escaping @Sendable (LinkEvent) -> Void
    ) throws(LinkFailure) {
        self.link = link
        self.tell = tell
        state = Mutex(State(command: command))
        do throws(HostIOError) { flag = try EventFlag() } catch {
            throw LinkFailure(.system, error.description)
        }
    }

    /// Runs `command` from now on; nil is none.
    func set(_ command: String?) { state.withLock { $0.command = command } }

    /// Has the command run where `event` is one of those that it is told of.
    func note(_ event: LinkEvent) {
        let isFirst: Bool? = state.withLock { state in
            guard let word = Self.word(for: event, &state.isConnected), state.command != nil,
                state.end == nil
            else { return nil }
            if state.waiting.count >= Self.limit {
                state.waiting.removeFirst()
                state.dropped += 1
            }
            state.waiting.append(variables(word, event))
            defer { state.hasThread = true }
            return !state.hasThread
        }
        guard let isFirst else { return }
        flag.signal()
        if isFirst { start() }
    }

    /// What the command knows `event` as; nil where it is not told of it. A peer that never got as far as a stream
    /// was not there, and is not lost.
    private static func word(for event: LinkEvent, _ isConnected: inout Bool) -> String? {
        switch event.name {
        case "peer.connected":
            defer { isConnected = true }
            return isConnected ? nil : "connected"
        case "peer.left", "peer.lost":
            defer { isConnected = false }
            return isConnected ? "lost" : nil
        case "sound.silent": return "silence"
        case "sound.recovered": return "recovered"
        default: return nil
        }
    }

    /// Words from outside are shown by scripts: no terminal is to act on them.
    private func variables(_ word: String, _ event: LinkEvent) -> [String: String] {
        func text(_ field: String) -> String {
            guard case .text(let text) = event.fields[field] else { return "" }
            return text.escaped
        }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var seconds = ""
        if case .number(let number) = event.fields["seconds"] { seconds = number.fixed(1) }
        return [
            "JACKNET_EVENT": word, "JACKNET_LINK": link.name, "JACKNET_ROLE": link.role,
            "JACKNET_PEER": text("peer"), "JACKNET_REASON": text("reason"),
            "JACKNET_SECONDS": seconds, "JACKNET_MESSAGE": event.message.escaped,
            "JACKNET_TIME": UTCTime.text(of: Int64(now.tv_sec)),
        ]
    }

    private func start() {
        do throws(HostIOError) {
            let made = Lent(
                try RealTimeThread(name: "jacknet-event", priority: nil) { [self] in run() })
            thread.withLock { $0 = made }
        } catch {
            tell(LinkEvent(.warning, "command.failed", "--on-event: \(error.description)"))
            state.withLock { $0.hasThread = false }
        }
    }

    /// Has what still waits run, for a moment, and ends; what runs then goes on by itself.
    func close() {
        let hasThread = state.withLock { state in
            state.end = MonotonicClock.now() + Self.farewell
            return state.hasThread
        }
        guard hasThread else { return }
        flag.signal()
        let thread = thread.withLock { $0.take() }
        thread?.pointer.pointee.join()
        thread?.free()
    }

    // MARK: The thread

    private func run() {
        var poll = PollSet()
        _ = poll.add(flag.fileDescriptor)
        let ended = poll.add(-1)
        while true {
            flag.drain()
            let (next, command, dropped, end) = state.withLock { state in
                defer { state.dropped = 0 }
                let next = state.waiting.isEmpty ? nil : state.waiting.removeFirst()
                return (next, state.command, state.dropped, state.end)
            }
            if dropped > 0 {
                tell(
                    LinkEvent(
                        .warning, "command.behind",
                        "--on-event: the command is too slow, \(dropped) "
                            + "event\(dropped == 1 ? "" : "s") went untold",
                        fields: ["count": .integer(Int64(dropped))]))
            }
            guard let next, let command else {
                if end != nil { return }
                poll.replace(ended, by: -1)
                _ = poll.wait(until: nil)
                continue
            }
            if let end, MonotonicClock.now() >= end { return }
            carryOut(command, next, &poll, ended)
        }
    }

    private func carryOut(
        _ command: String, _ variables: [String: String], _ poll: inout PollSet, _ ended: Int
    ) {
        let word = variables["JACKNET_EVENT"] ?? ""
        do throws(HostIOError) {
            var running = try ShellCommand(command, variables)
            poll.replace(ended, by: running.fileDescriptor)
            let start = MonotonicClock.now()
            var signals = [(Self.patience, SIGTERM), (Self.patience + Self.grace, SIGKILL)]
            while true {
                flag.drain()
                if let ending = running.poll() {
                    if signals.count == 2 { tellOf(ending, word) }
                    return
                }
                let now = MonotonicClock.now()
                let end = state.withLock(\.end)
                if let end, now >= end { return }
                if let (patience, signal) = signals.first, now - start >= patience {
                    signals.removeFirst()
                    running.signal(signal)
                    if signal == SIGTERM { tellOfTime(word) }
                }
                // Where there is no descriptor that tells of the end, it is looked for.
                let look = Nanoseconds(running.fileDescriptor < 0 ? 50_000_000 : 1_000_000_000)
                _ = poll.wait(until: min(now + look, end ?? now + look))
            }
        } catch {
            tell(LinkEvent(.warning, "command.failed", "--on-event: \(error.description)"))
        }
    }

    private func tellOf(_ ending: ShellCommand.Ending, _ word: String) {
        let how =
            switch ending {
            case .exited(0): ""
            case .exited(let status): "ended with status \(status)"
            case .killed(let signal): "was ended by signal \(signal)"
            }
        guard !how.isEmpty else { return }
        tell(
            LinkEvent(
                .warning, "command.failed", "--on-event: the command \(how) at \"\(word)\"",
                fields: ["at": .text(word)]))
    }

    private func tellOfTime(_ word: String) {
        tell(
            LinkEvent(
                .warning, "command.failed",
                "--on-event: the command took longer than \(Int(Self.patience.seconds)) s at "
                    + "\"\(word)\", and is ended; put what lasts into the background with &",
                fields: ["at": .text(word)]))
    }
}
