import ControlIO
import Glibc
import HostIO
import LineEditor
import Text
import Units

/// Live meters and graphs of latency, jitter and loss, until a key is pressed.
struct ReplWatch {
    let session: ReplSession
    /// What the terminal tells; all but another size ends it.
    let signals: Int32
    let nextSignal: () -> TerminalSignal?

    private static let intervalMilliseconds: Int64 = 200
    /// A link that tells nothing for longer hangs.
    private static let patience = Nanoseconds(2_000_000_000)

    func run() throws(ReplError) {
        guard let keys = SingleKeys() else {
            throw .failed("watch needs a terminal; `stats` shows it once")
        }
        try subscribe(Self.intervalMilliseconds)
        var screen = LiveScreen(output: Output(descriptor: STDOUT_FILENO))
        var view = WatchView()
        var told = ""
        var shown = JSONValue.null
        var newsTime = MonotonicClock.now()
        while true {
            let (lines, isAlive) = session.listen()
            told += lines
            guard isAlive else { break }
            if session.status != shown {
                shown = session.status
                newsTime = MonotonicClock.now()
                view.take(shown)
            }
            view.isSilent = MonotonicClock.now() - newsTime > Self.patience
            screen.draw(
                view.lines(
                    shown, columns: session.columns,
                    rows: Terminal.height(of: STDOUT_FILENO) - 1, terminal: session.terminal))
            if waitsForKey() { break }
            var isResized = false
            var isInterrupted = false
            while let signal = nextSignal() {
                if signal == .resize { isResized = true } else { isInterrupted = true }
            }
            if isInterrupted { break }
            if isResized { screen.clear() }
        }
        keys.discard()
        session.say("\n" + told)
        if session.client != nil { try subscribe(1000) }
    }

    private func subscribe(_ interval: Int64) throws(ReplError) {
        do throws(ControlClientError) {
            try session.subscribe(everyMilliseconds: interval)
        } catch {
            throw ReplError(error)
        }
    }

    /// Whether a key came before the link told something, or a signal.
    private func waitsForKey() -> Bool {
        guard let link = session.client?.descriptor else { return true }
        var entries = [STDIN_FILENO, signals, link].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        _ = poll(&entries, 3, 1000)
        return entries[0].revents != 0
    }
}

/// What `watch` draws.
struct WatchView {
    private var latency = Graph(leastSpan: 1, startsAtZero: false)
    private var jitter = Graph(leastSpan: 1, startsAtZero: true)
    private var loss = Graph(leastSpan: 1, startsAtZero: true)
    private var lostBefore: Double?
    private var lost: Double?
    /// The link tells nothing any more.
    var isSilent = false

    /// The newest figures; a sender is told by its peer what was lost.
    mutating func take(_ status: JSONValue) {
        latency.append(status["latencyActualMs"]?.number)
        jitter.append(either(status, "jitter99Ms"))
        let sum = ["packetsLost", "packetsLate"].compactMap { either(status, $0) }
        lost = sum.isEmpty ? nil : sum.reduce(0, +)
        loss.append(lost.flatMap { now in lostBefore.map { max(0, now - $0) } })
        lostBefore = lost
    }

    private func either(_ status: JSONValue, _ member: String) -> Double? {
        let isSender = status["role"]?.text == "send"
        let other = status["remote"]?[member]?.number
        return isSender ? other ?? status[member]?.number : status[member]?.number ?? other
    }

    /// At most `rows` lines, `columns` wide.
    func lines(_ status: JSONValue, columns: Int, rows: Int, terminal: Terminal) -> [String] {
        let name = (status["name"]?.text ?? "-").escaped
        let state = isSilent ? "does not answer" : StatusText.state(of: status)
        var lines = ["\(name)  \(state)"]
        lines.append(
            line("latency", status["latencyActualMs"]?.number, latency, columns, terminal))
        lines.append(line("jitter 99", either(status, "jitter99Ms"), jitter, columns, terminal))
        let number = lost?.fixed(0) ?? "-"
        lines.append(line("lost, late", number, loss, columns, terminal))
        let peaks = status["peaksDbfs"]?.items ?? []
        let room = max(0, rows - lines.count - 1)
        // All channels, or as many as there is room for.
        for (index, peak) in peaks.prefix(room).enumerated() {
            lines.append(meter(index + 1, peak.number ?? -.infinity, columns, terminal))
        }
        lines.append(
            peaks.count > room
                ? "any key ends it; \(peaks.count - room) more channels" : "any key ends it")
        return lines.map { $0.cut(to: columns, ellipsis: terminal.isUnicode ? "…" : "~") }
    }

    private func line(
        _ label: String, _ value: Double?, _ graph: Graph, _ columns: Int, _ terminal: Terminal
    ) -> String {
        line(label, value.map { $0.fixed(1) + " ms" } ?? "-", graph, columns, terminal)
    }

    private func line(
        _ label: String, _ value: String, _ graph: Graph, _ columns: Int, _ terminal: Terminal
    ) -> String {
        let head = label.padded(to: 10) + " " + value.leftPadded(to: 9) + " "
        return head + graph.text(width: columns - head.columns, isUnicode: terminal.isUnicode)
    }

    /// 60 dB as a bar.
    private func meter(
        _ channel: Int, _ level: Double, _ columns: Int, _ terminal: Terminal
    ) -> String {
        let number = level < -120 ? "silent" : level.fixed(1) + " dB"
        let head = "\(channel)".leftPadded(to: 10) + " " + number.leftPadded(to: 9) + " "
        let room = max(0, columns - head.columns)
        let share = min(max((level + 60) / 60, 0), 1)
        let filled = share.isFinite ? Int((share * Double(room)).rounded()) : 0
        return head + String(repeating: terminal.isUnicode ? "█" : "#", count: filled)
    }
}

extension String {
    /// With spaces before it, `width` columns at least.
    func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - columns)) + self
    }
}
