import ArgumentParser
import ControlIO
import Engine
import Glibc
import Text
import Units

/// `jacknet status`.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the links that run on this machine.",
        usage: "jacknet status [--json | --watch | --field <name> | --prometheus] [<link>]")

    @Argument(
        help: ArgumentHelp("The link's name (default: every link).", valueName: "link"),
        transform: Values.name)
    var link: String?

    @Flag(help: "Write JSON, one object a link and line.")
    var json = false

    @Flag(help: "Show it again every second, until interrupted.")
    var watch = false

    @Option(
        help: ArgumentHelp(
            "Write this member's bare value, such as remote.packetsLost.", valueName: "name"))
    var field: String?

    @Flag(help: "Write metrics in Prometheus' text format.")
    var prometheus = false

    /// How long a link may take to answer.
    static let patience = Nanoseconds(900_000_000)

    func validate() throws {
        let forms = [json, watch, field != nil, prometheus].filter(\.self).count
        if forms > 1 {
            throw ValidationError(
                "--json, --watch, --field and --prometheus exclude each other; allowed: one of them"
            )
        }
        if watch, !Terminal.standardOutput.isInteractive {
            throw ValidationError(
                "--watch: standard output is no terminal that can redraw; allowed: a terminal, or "
                    + "jacknet status in a loop")
        }
    }

    func run() throws {
        let links = try chosenLinks()
        if watch { return StatusWatch(link: link).run() }
        let answers = ControlRound.ask("link.status", of: links, within: Self.patience)
        // A socket that a killed link left behind gives no answer at all.
        if answers.isEmpty, !prometheus { throw LinkFailure(notRunning()) }
        let statuses = answers.compactMap { try? $0.result.get() }
        for answer in answers {
            guard case .failure(let error) = answer.result else { continue }
            complain(error)
        }
        let silent = answers.filter { (try? $0.result.get()) == nil }.map(\.link.name)
        try writeToStdout(try text(for: statuses, silent: silent))
        if statuses.isEmpty, !silent.isEmpty {
            throw ExitCode(ExitStatus.unavailable.rawValue)
        }
    }

    private func complain(_ error: ControlClientError) {
        let line = "jacknet status: \(error.description)".escaped + "\n"
        _ = Output(descriptor: STDERR_FILENO).write(line, patienceMilliseconds: 1000)
    }

    /// The links to ask: the one named, or all of whom there is a socket.
    private func chosenLinks() throws -> [RunningLink] {
        let all = LinkDirectory.sockets
        guard let link else { return all }
        if let chosen = all.first(where: { $0.name == link }) { return [chosen] }
        // No link is nothing wrong for who collects what links tell.
        let error = notRunning()
        if case .noLink = error, prometheus { return [] }
        throw LinkFailure(error)
    }

    /// Why there is nothing to show.
    private func notRunning() -> ControlClientError {
        let running = LinkDirectory.running.map(\.name)
        guard let link, !running.isEmpty else { return .noLink }
        return .unknownLink(link, running: running)
    }

    /// What is written for what the links told; `silent` are those that did not answer.
    func text(for statuses: [JSONValue], silent: [String] = []) throws -> String {
        if json { return statuses.map { $0.description + "\n" }.joined() }
        if prometheus { return Prometheus(statuses, silent: silent).text }
        if let field {
            if statuses.count > 1 {
                let names = statuses.compactMap { $0["name"]?.text }.joined(separator: ", ")
                throw ValidationError(
                    "--field is for one link, and several are running; allowed: one of \(names)")
            }
            return try statuses.map { try FieldPath(text: field).value(in: $0) + "\n" }.joined()
        }
        let terminal = Terminal.standardOutput
        let width = Terminal.width(of: STDOUT_FILENO)
        return Self.text(
            for: statuses, terminal: terminal, width: width,
            cutsHeadline: isatty(STDOUT_FILENO) == 1)
    }

    /// For people: the links, with an empty line between.
    static func text(
        for statuses: [JSONValue], terminal: Terminal, width: Int, cutsHeadline: Bool = true
    ) -> String {
        let text = StatusText(
            terminal: terminal, width: max(20, min(width, 100)), cutsHeadline: cutsHeadline)
        return statuses.map { text.lines(for: $0).map { $0 + "\n" }.joined() }
            .joined(separator: "\n")
    }
}
