import ArgumentParser
import Engine
import Text

/// How a command line ends before or without a link: with data (help, the version) and success,
/// or with one line that says what is wrong.
struct Ending: Error, Hashable {
    var status: ExitStatus
    /// For standard output.
    var data = ""
    /// For standard error, without its end of line.
    var message = ""

    /// What an error means that the parser or `command` (`jacknet send`) threw; `words` are those
    /// that were parsed, where there were any.
    init(_ error: any Error, in command: String, of words: ExpandedWords? = nil) {
        if let failure = error as? LinkFailure {
            status = failure.status
            message = "\(command): \(failure.message)".escaped
            return
        }
        if JacknetCommand.exitCode(for: error) == .success {
            status = .done
            data = HelpText.ordered(JacknetCommand.fullMessage(for: error)) + "\n"
            return
        }
        let text = JacknetCommand.message(for: error).split(separator: "\n")
            .map { $0.drop { $0 == " " } }.joined(separator: " ")
        let hint = text.contains("allowed: ") ? "" : " (see \(command) --help)"
        status = .usage
        message = "\(command): \(words?.located(text) ?? text)\(hint)".escaped
    }
}
