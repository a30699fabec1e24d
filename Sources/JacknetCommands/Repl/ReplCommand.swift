import ArgumentParser
import ControlIO
import Engine
import Glibc
import Text

/// `jacknet repl`.
struct ReplCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl",
        abstract: "Steer a link that is running.",
        usage: "jacknet repl [--command <command> ...] [--json] [<link>]")

    @Argument(
        help: ArgumentHelp("The link's name (default: the only one).", valueName: "link"),
        transform: Values.name)
    var link: String?

    @Option(
        name: [.short, .long], parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Do this and leave; repeatable.", valueName: "command"))
    var command: [String] = []

    @Flag(help: "Answer in JSON, one object a line.")
    var json = false

    func run() throws {
        let isInteractive =
            command.isEmpty && isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
        let (chosen, all) = try findLink()
        if all.count > 1, link == nil, !isInteractive {
            let names = all.map(\.name).joined(separator: ", ")
            throw ValidationError("several links are running; allowed: one of \(names)")
        }
        let status: ExitStatus
        if isInteractive {
            let others = link == nil ? all.dropFirst().map(\.name) : []
            status = try ReplConsole(chosen, others: others, isJSON: json).run()
        } else {
            status = try ReplScript(chosen, isJSON: json).run(command)
        }
        if status != .done { throw ExitCode(status.rawValue) }
    }

    private func findLink() throws -> (RunningLink, [RunningLink]) {
        do throws(ControlClientError) {
            return try LinkDirectory.link(named: link)
        } catch {
            throw LinkFailure(error)
        }
    }
}
