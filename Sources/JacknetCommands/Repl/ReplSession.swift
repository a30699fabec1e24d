import ControlIO
import Engine
import Text
import Units

/// A link that is being steered: the connection, what the link said of itself, and what is said
/// to the user. One thread.
final class ReplSession {
    /// Data: what was asked for, in whole lines.
    let say: (String) -> Void
    let isJSON: Bool
    let terminal: Terminal
    let width: () -> Int
    /// Lines are cut to the width; in a pipe they stay whole.
    let cutsLines: Bool
    /// Breaks the wait for an answer off.
    var breaker: ControlBreaker?

    private(set) var link: RunningLink
    /// Nil where the link has ended.
    private(set) var client: ControlClient?
    private(set) var settings: [DescribedSetting] = []
    /// What the link said last of itself.
    var status: JSONValue = .null
    /// Whether the link tells of itself every second.
    private let isTold: Bool
    /// Whether events are told.
    var showsEvents: Bool
    /// Writes a profile; another part of the program knows how.
    let saveProfile: ProfileSaver
    private(set) var hasQuit = false

    /// How long a link may take to answer, and one that has to ask its peer.
    static let patience = Nanoseconds(2_000_000_000)
    static let patienceForChanges = Nanoseconds(15_000_000_000)

    init(
        _ link: RunningLink, isJSON: Bool, isTold: Bool,
        terminal: Terminal = .standardOutput, width: @escaping () -> Int,
        cutsLines: Bool = true,
        saveProfile: @escaping ProfileSaver = saveIntoConfiguration,
        say: @escaping (String) -> Void
    ) {
        self.link = link
        self.isJSON = isJSON
        self.isTold = isTold
        showsEvents = isTold
        self.terminal = terminal
        self.width = width
        self.cutsLines = cutsLines
        self.saveProfile = saveProfile
        self.say = say
    }

    var columns: Int { max(20, width() - 1) }
    var ellipsis: String { terminal.isUnicode ? "…" : "~" }

    /// The line as far as there is room for it, with its end.
    func fitted(_ line: String) -> String {
        (cutsLines ? line.cut(to: columns, ellipsis: ellipsis) : line) + "\n"
    }

    var prompt: String {
        var prompt = ReplPrompt(link: link.name)
        if client != nil {
            prompt.state = status["state"]?.text ?? "?"
            prompt.latency = status["latencyActualMs"]?.number
        }
        return prompt.text(width: width(), ellipsis: ellipsis)
    }

    // MARK: - The connection

    /// Connects to `link` and learns its settings.
    func connect(
        to link: RunningLink, within patience: Nanoseconds = patience
    ) throws(ReplError) {
        client = nil
        self.link = link
        do throws(ControlClientError) {
            let client = try ControlClient(link)
            let description = try client.call(
                "link.describe", within: patience, breaker: breaker)
            settings = (description["settings"]?.items ?? []).compactMap(DescribedSetting.init)
            status = try client.call("link.status", within: patience, breaker: breaker)
            self.client = client
            if isTold || showsEvents { try subscribe(everyMilliseconds: 1000) }
        } catch {
            client = nil
            throw ReplError(error)
        }
    }

    func subscribe(everyMilliseconds interval: Int64) throws(ControlClientError) {
        let what: [JSONValue] = [.text("statistics"), .text("events")]
        _ = try client?.call(
            "link.subscribe",
            .object([("intervalMs", .integer(interval)), ("what", .array(what))]),
            within: Self.patience)
    }

    func ask(
        _ method: String, _ params: JSONValue = .object([]), within patience: Nanoseconds = patience
    ) throws(ReplError) -> JSONValue {
        guard let client else {
            throw .noLink("the link \(link.name) has ended; it is waited for, `links` lists others")
        }
        do throws(ControlClientError) {
            return try client.call(method, params, within: patience, breaker: breaker)
        } catch {
            if case .ended = error { self.client = nil }
            if case .garbled = error { self.client = nil }
            throw ReplError(error)
        }
    }

    /// Takes what the link tells; returns the lines to show, and whether the link is still there.
    func listen() -> (lines: String, isAlive: Bool) {
        guard let client else { return ("", false) }
        do throws(ControlClientError) {
            return (take(try client.receive()), true)
        } catch {
            self.client = nil
            return (ReplEvent.told(link.name, "the link has ended; waiting for it"), false)
        }
    }

    private func take(_ messages: [ControlMessage]) -> String {
        var lines = ""
        for case .notification(let method, let params) in messages {
            switch method {
            case "link.statistics": status = params
            case "link.event" where showsEvents:
                lines += isJSON ? params.description + "\n" : ReplEvent.text(link.name, params)
            default: break
            }
        }
        return lines
    }

    func quit() { hasQuit = true }

    // MARK: - Commands

    /// Does what `line` says; nothing where it is empty or a comment.
    func run(_ line: String) throws(ReplError) {
        let parts = ReplLine(line)
        guard !parts.isOpen else { throw .usage("a quotation mark has no second one") }
        guard let first = parts.words.first else { return }
        let verb = try ReplVerb(word: first)
        try run(verb, Array(parts.words.dropFirst()))
    }

    func wrongUsage(of verb: ReplVerb) -> ReplError { .usage("usage: \(verb.usage)") }
}
