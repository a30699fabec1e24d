import ArgumentParser
import ControlIO
import Text

/// `jacknet`; a new subcommand is a file of its own and one line here.
struct JacknetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jacknet",
        abstract: "Carry sound between the JACK graphs of two machines.",
        discussion: "Each command has its own manual page, such as jacknet-send(1).",
        version: "jacknet \(version)",
        subcommands: [
            SendCommand.self, ReceiveCommand.self, PortsCommand.self, StatusCommand.self,
            ReplCommand.self,
        ])

    static let version = "0.1.0"

    private static var names: [String] {
        configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    }

    /// `jacknet send` where the arguments name a command, else `jacknet`.
    static func name(for arguments: [String]) -> String {
        guard let first = arguments.first, names.contains(first) else { return "jacknet" }
        return "jacknet \(first)"
    }

    /// Without a command: how the links are that run, else what there is.
    func run() throws {
        if !LinkDirectory.running.isEmpty { return try StatusCommand.parse([]).run() }
        throw CleanExit.message(
            Self.helpMessage() + "\nNo link is running; jacknet status shows those that do.")
    }

    /// The parser knows options only, so a mistyped command is answered here.
    static func checkSubcommand(_ arguments: [String]) throws {
        let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
        guard let word = words.first, !word.hasPrefix("-"), !names.contains(word) else { return }
        let near = nearest(to: word, among: names).map { ", did you mean \($0)?" } ?? ""
        throw ValidationError(
            "'\(word)' is no command\(near); allowed: \(names.joined(separator: ", "))")
    }
}
