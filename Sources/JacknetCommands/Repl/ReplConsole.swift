import ControlIO
import Engine
import Glibc
import HostIO
import LineEditor
import Text
import Units

/// The repl on a terminal: lines are typed while the link tells what happens. One thread, which
/// waits for the keys, the link and the signals at once.
final class ReplConsole {
    private let session: ReplSession
    private let editor: any LineEditor
    private let signals = TerminalSignals()
    private let output = Output(descriptor: STDOUT_FILENO)
    private let terminal = Terminal.standardOutput
    private var hasEnded = false
    /// When the link that has ended is looked for again.
    private var nextLook: Nanoseconds?
    private static let lookInterval = Nanoseconds(500_000_000)
    private static let lookPatience = Nanoseconds(200_000_000)

    init(_ link: RunningLink, others: [String], isJSON: Bool) throws {
        let output = self.output
        session = ReplSession(
            link, isJSON: isJSON, isTold: true,
            width: { Terminal.width(of: STDOUT_FILENO) },
            say: { _ = output.write($0, patienceMilliseconds: -1) })
        let directory = Environment.process.stateDirectory
        let history = directory.flatMap(HistoryFile.init)
        editor = terminalEditor(
            application: "jacknet", history: history,
            complete: { [session] words, start in session.completions(after: words, start) })
        if history == nil {
            let what = directory.map { "\($0)/history cannot be written" } ?? "it has no place"
            complain("no history: \(what); set XDG_STATE_HOME to a directory of yours")
        }
        session.breaker = ControlBreaker(descriptor: signals.descriptor) { [unowned self] in
            takeSignalsOfWait()
        }
        do {
            try session.connect(to: link)
        } catch {
            throw LinkFailure(error.status, error.message)
        }
        if !others.isEmpty {
            session.say(
                "several links are running; this is \(link.name.escaped), `links` shows them\n")
        }
    }

    func run() throws -> ExitStatus {
        editor.begin(prompt: session.prompt)
        while !hasEnded {
            waitForSomething()
            takeSignals()
            listen()
            takeLines()
            lookForLink()
        }
        editor.end()
        return .done
    }

    private func waitForSomething() {
        let link = session.client?.descriptor ?? -1
        var entries = [editor.descriptor, signals.descriptor, link].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let wait: Int32
        if session.client?.hasUntold ?? false {
            wait = 0
        } else if let nextLook {
            wait = Int32(max(0, min(1000, (nextLook - MonotonicClock.now()).milliseconds)) + 1)
        } else {
            wait = -1
        }
        _ = poll(&entries, nfds_t(entries.count), wait)
        keysWaiting = entries[0].revents != 0
        linkWaiting = entries[2].revents != 0 || (session.client?.hasUntold ?? false)
    }

    private var keysWaiting = false
    private var linkWaiting = false

    private func takeSignals() {
        while let signal = signals.next() {
            switch signal {
            case .interrupt: editor.clear()
            case .resize:
                editor.resize()
                editor.change(prompt: session.prompt)
            case .suspend:
                editor.suspend()
                TerminalSignals.stop()
                editor.resume()
            case .end: hasEnded = true
            }
        }
    }

    /// While a command waits for its answer: Ctrl-C breaks it off.
    private func takeSignalsOfWait() -> Bool {
        var isDue = false
        while let signal = signals.next() {
            switch signal {
            case .interrupt: isDue = true
            case .resize: editor.resize()
            case .suspend: TerminalSignals.stop()
            case .end:
                hasEnded = true
                isDue = true
            }
        }
        return isDue
    }

    private func listen() {
        guard linkWaiting, session.client != nil else { return }
        let (lines, isAlive) = session.listen()
        if !lines.isEmpty { editor.show(above: lines) }
        if !isAlive { noticeEnd() }
        editor.change(prompt: session.prompt)
    }

    private func noticeEnd() { nextLook = MonotonicClock.now() + Self.lookInterval }

    /// A link of that name is back: go on with it.
    private func lookForLink() {
        guard session.client == nil else {
            nextLook = nil
            return
        }
        if let nextLook, MonotonicClock.now() < nextLook { return }
        noticeEnd()
        // Keys wait meanwhile, so a link that hangs does not get long.
        let found: ()? = try? session.connect(to: session.link, within: Self.lookPatience)
        guard found != nil else { return }
        nextLook = nil
        editor.change(prompt: session.prompt)
        editor.show(above: ReplEvent.told(session.link.name, "the link is back"))
    }

    private func takeLines() {
        guard keysWaiting else { return }
        // What was pasted may be several lines.
        var isAnswered = false
        for typed in editor.read() {
            guard case .line(let line) = typed else {
                session.say("\n")
                hasEnded = true
                return
            }
            run(line)
            if session.hasQuit { hasEnded = true }
            if hasEnded { return }
            isAnswered = true
        }
        if isAnswered { editor.begin(prompt: session.prompt) }
    }

    private func run(_ line: String) {
        let wasAlive = session.client != nil
        do throws(ReplError) {
            if try isWatch(line) {
                try watch()
            } else {
                try session.run(line)
            }
        } catch {
            complain(error.message)
        }
        if wasAlive, session.client == nil { noticeEnd() }
    }

    private func watch() throws(ReplError) {
        let watch = ReplWatch(session: session, signals: signals.descriptor) {
            let signal = self.signals.next()
            if signal == .end { self.hasEnded = true }
            return signal
        }
        try watch.run()
    }

    private func isWatch(_ line: String) throws(ReplError) -> Bool {
        let words = ReplLine(line).words
        guard words.count == 1, terminal.isInteractive else { return false }
        return try ReplVerb(word: words[0]) == .watch
    }

    private func complain(_ message: String) {
        _ = Output(descriptor: STDERR_FILENO).write(
            message.escaped + "\n", patienceMilliseconds: 1000)
    }
}
