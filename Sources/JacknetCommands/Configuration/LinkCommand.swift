import ArgumentParser
import Engine

/// A command that runs a link, which files of configuration have a say in.
protocol LinkCommand: ParsableCommand {
    associatedtype Settings: Hashable, Sendable

    var config: ConfigurationOptions { get set }
    /// What the engine is started with; throws where flags contradict each other.
    func settings(_ environment: Environment) throws -> Settings
}

extension LinkCommand {
    /// What the same command line means with the files of configuration as they are now; throws
    /// what is wrong with them, an `Ending`, and a link may go on as it is. On any thread.
    func reload(_ environment: Environment = .process) throws -> Settings {
        try Self.settings(of: config.invocation, environment)
    }

    /// The same for the engine.
    var rereading: Rereading<Settings> {
        let invocation = config.invocation
        return { () throws(LinkFailure) in
            do {
                return try Self.settings(of: invocation)
            } catch {
                let ending = error as? Ending ?? Ending(error, in: "jacknet")
                // The link that tells it names itself.
                let head = "jacknet \(Self.configuration.commandName ?? ""): "
                let message =
                    ending.message.hasPrefix(head)
                    ? String(ending.message.dropFirst(head.count)) : ending.message
                throw LinkFailure(ending.status, message)
            }
        }
    }

    /// What `invocation` of this command means now.
    static func settings(
        of invocation: Invocation, _ environment: Environment = .process
    ) throws -> Settings {
        let (command, name) = try Jacknet.parse(invocation.words, environment)
        guard let command = command as? Self else {
            throw LinkFailure(.usage, "\(name): the command line names another command")
        }
        return try command.settings(environment)
    }

    /// Writes what is in force to standard output.
    func printConfiguration(_ environment: Environment = .process) throws {
        try writeToStdout(PrintedConfiguration(of: self, environment).text)
    }
}
