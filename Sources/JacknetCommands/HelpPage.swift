import Glibc
import HostIO

/// The manual page that stands for a command's `--help` on a terminal, as git has it; `-h` is short everywhere, and
/// in a pipe both are plain text.
struct HelpPage {
    /// `jacknet-send`; what is within a command is on its page.
    let title: String
    /// Of the manual that the page is in; any, where it is of no command: `jacknet help services`.
    let section: String?

    /// The page that `words`, a command line, ask for; nil where they ask for none, or for a program's of its own.
    init?(_ words: [String]) {
        let asked = words.prefix { $0 != "--" }
        var command = asked.first { !$0.hasPrefix("-") }
        if asked.first == "help" {
            command = asked.dropFirst().first
        } else if !asked.contains("--help") || command.map(JacknetCommand.has) == false {
            return nil
        }
        title = command.map { "jacknet-" + $0 } ?? "jacknet"
        section = command.map(JacknetCommand.has) == false ? nil : "1"
    }

    /// Becomes man(1) with the page, where there is a terminal, and the page is installed.
    func show(_ environment: Environment) {
        guard isatty(STDOUT_FILENO) == 1, let path = environment["PATH"],
            let man = Program.find("man", in: path)
        else { return }
        let page = [section, title].compactMap(\.self)
        guard Program.runQuietly(man, ["man", "-w"] + page) == 0 else { return }
        _ = Program.become(man, ["man"] + page)
    }
}
