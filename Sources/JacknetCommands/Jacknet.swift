import ArgumentParser
import Engine
import Glibc
import Text

/// The program: what `@main` calls.
package enum Jacknet {
    /// Runs the command line of this process, and ends the process with its status.
    package static func main() -> Never {
        StandardDescriptors.prepare()
        let words = (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            CommandLine.unsafeArgv[index].map { word in
                Array(UnsafeRawBufferPointer(start: word, count: strlen(word)))
            }
        }
        exit(run(words))
    }

    /// Runs the command that `words`, the arguments, ask for; returns the exit status.
    private static func run(_ words: [[UInt8]]) -> Int32 {
        do throws(Ending) {
            try runElsewhere(words.compactMap { String(validating: $0, as: UTF8.self) })
            var (command, name) = try parse(words, .process)
            do {
                try command.run()
            } catch let code as ExitCode {
                return code.rawValue
            } catch {
                throw Ending(error, in: name)
            }
            return ExitStatus.done.rawValue
        } catch {
            return show(error).rawValue
        }
    }

    /// Runs what is a program of its own, or shows a manual page; returns where `words` ask for neither.
    private static func runElsewhere(_ words: [String]) throws(Ending) {
        HelpPage(words)?.show(.process)
        let isHelp = words.first == "help"
        let rest = words.dropFirst(isHelp ? 1 : 0)
        guard let name = rest.first, !JacknetCommand.has(name) else { return }
        try ExternalCommand(name, .process)?.run(isHelp ? ["--help"] : Array(rest.dropFirst()))
    }

    /// The command that `words` ask for, and its name, such as `jacknet send`; what files of
    /// configuration say counts as if it stood before the words.
    static func parse(
        _ words: [[UInt8]], _ environment: Environment
    ) throws(Ending) -> (command: any ParsableCommand, name: String) {
        do {
            return try parse(words.map(readable), environment)
        } catch let ending as Ending {
            throw ending
        } catch {
            throw Ending(error, in: "jacknet")
        }
    }

    /// The same of words that are text.
    static func parse(
        _ arguments: [String], _ environment: Environment
    ) throws(Ending) -> (command: any ParsableCommand, name: String) {
        let name = JacknetCommand.name(for: arguments)
        var expanded: ExpandedWords?
        do {
            try JacknetCommand.checkSubcommand(arguments, environment)
            var words = try ExpandedWords(arguments, environment)
            defer { expanded = words }
            let command = try words.command()
            guard var link = command as? any LinkCommand else { return (command, name) }
            link.config.invocation = Invocation(words: arguments)
            return (link, name)
        } catch {
            throw Ending(error, in: name, of: expanded)
        }
    }

    private static func show(_ ending: Ending) -> ExitStatus {
        if !ending.message.isEmpty {
            _ = Output(descriptor: STDERR_FILENO).write(
                ending.message + "\n", patienceMilliseconds: 1000)
        }
        if ending.data.isEmpty { return ending.status }
        do {
            try writeToStdout(ending.data)
            return ending.status
        } catch let failure as LinkFailure {
            return show(Ending(failure, in: "jacknet"))
        } catch {
            return ending.status
        }
    }

    /// An argument as text; what is not UTF-8 would be misread, so it is refused.
    private static func readable(_ bytes: [UInt8]) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ValidationError(
                "The argument '\(String(escaping: bytes))' is not UTF-8; allowed: UTF-8")
        }
        return text
    }
}
