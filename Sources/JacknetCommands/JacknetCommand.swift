import ArgumentParser
import ControlIO
import KeyIO
import Session
import Text

/// `jacknet`; a new subcommand is a file of its own and one line here.
struct JacknetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jacknet",
        abstract: "Carry sound between the JACK graphs of two machines.",
        discussion: """
            Each command has its own manual page, such as jacknet-send(1). A program jacknet-NAME on PATH is \
            the command NAME.
            """,
        version: "jacknet \(version)",
        groupedSubcommands: [
            CommandGroup(
                name: "Links",
                subcommands: [SendCommand.self, ReceiveCommand.self, ProbeCommand.self]),
            CommandGroup(
                name: "Running links", subcommands: [StatusCommand.self, ReplCommand.self]),
            CommandGroup(
                name: "This machine",
                subcommands: [PortsCommand.self, KeyCommand.self, BenchCommand.self]),
        ])

    static let version = "0.1.0"

    /// `jacknet send` where the arguments name a command, `jacknet key new` for one within another, else
    /// `jacknet`.
    static func name(for arguments: [String]) -> String {
        var name = "jacknet"
        if arguments.first == "help" { return name + " help" }
        var command: any ParsableCommand.Type = Self.self
        for word in arguments {
            guard let next = command.subcommand(word) else { break }
            name += " " + word
            command = next
        }
        return name
    }

    /// Whether `name` is a command of the program's own.
    static func has(_ name: String) -> Bool { name == "help" || subcommand(name) != nil }

    /// Without a command: how the links are that run, else what there is.
    func run() throws {
        if !LinkDirectory.running.isEmpty { return try StatusCommand.parse([]).run() }
        throw CleanExit.message(
            Self.helpMessage() + "\nNo link is running; jacknet status shows those that do.")
    }

    /// The parser knows options only, so a mistyped command is answered here.
    static func checkSubcommand(_ arguments: [String], _ environment: Environment) throws {
        var command: any ParsableCommand.Type = Self.self
        for word in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
            if let next = command.subcommand(word) {
                command = next
                continue
            }
            let isOuter = command == Self.self
            let names = command.subcommandNames + (isOuter ? ["help"] : [])
            if command.subcommandNames.isEmpty || word.hasPrefix("-") || names.contains(word) {
                return
            }
            if KeyToken.isLike(word.utf8) { throw ValidationError(KeyNameError.token.description) }
            let others = isOuter ? ExternalCommand.names(environment) : []
            let near =
                nearest(to: word, among: names + others).map { ", did you mean \($0)?" } ?? ""
            throw ValidationError(
                "'\(word)' is no command\(near); allowed: \(names.joined(separator: ", "))")
        }
    }
}

extension ParsableCommand {
    /// Those that people are told of.
    fileprivate static var subcommandNames: [String] {
        configuration.subcommands.filter { $0.configuration.shouldDisplay }
            .compactMap { $0.configuration.commandName }
    }

    fileprivate static func subcommand(_ name: String) -> (any ParsableCommand.Type)? {
        configuration.subcommands.first { $0.configuration.commandName == name }
    }
}
