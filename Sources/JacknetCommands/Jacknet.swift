import ArgumentParser
import Engine
import Glibc

/// The program: what `@main` calls.
package enum Jacknet {
    /// Runs the command line of this process, and ends the process with its status.
    package static func main() -> Never {
        StandardDescriptors.prepare()
        let arguments = CommandLine.unsafeArgv
        let words = (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            arguments[index].map { Array(UnsafeBufferPointer(start: $0, count: strlen($0))) }
        }
        exit(run(words.map { $0.map { UInt8(bitPattern: $0) } }))
    }

    /// Runs one command line, without the program's name; returns the exit status.
    static func run(_ words: [[UInt8]]) -> Int32 {
        var command = "jacknet"
        do {
            let arguments = try words.map(readable)
            command = JacknetCommand.path(of: arguments)
            try JacknetCommand.checkSubcommand(arguments)
            var parsed = try JacknetCommand.parseAsRoot(arguments)
            try parsed.run()
            return ExitStatus.done.rawValue
        } catch let failure as LinkFailure {
            say("\(command): \(failure.message)")
            return failure.status.rawValue
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return end(error, command)
        }
    }

    /// Help and the version are data and a success; all else that the parser throws is misuse.
    private static func end(_ error: any Error, _ command: String) -> Int32 {
        guard JacknetCommand.exitCode(for: error) == .success else {
            let message = JacknetCommand.message(for: error).split(separator: "\n")
                .map { $0.drop { $0 == " " } }.joined(separator: " ")
            let hint = message.contains("allowed: ") ? "" : " (see \(command) --help)"
            say("\(command): \(message)\(hint)")
            return ExitStatus.usage.rawValue
        }
        do {
            try writeToStdout(JacknetCommand.fullMessage(for: error) + "\n")
        } catch let failure as LinkFailure {
            say("\(command): \(failure.message)")
            return failure.status.rawValue
        } catch {}
        return ExitStatus.done.rawValue
    }

    private static func say(_ message: String) {
        _ = Output(descriptor: STDERR_FILENO).write(
            message.escaped + "\n", patienceMilliseconds: 1000)
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
