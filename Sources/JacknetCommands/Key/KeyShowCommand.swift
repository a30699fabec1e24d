import ArgumentParser
import KeyIO
import Session

/// `jacknet key show SENDER`.
struct KeyShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print the token of a sender's key again.",
        usage: "jacknet key show <sender>")

    @Argument(help: ArgumentHelp("What the sender is called here.", valueName: "sender"))
    var sender: [String] = []

    func validate() throws { _ = try name }

    private var name: KeyName { get throws { try KeyNameArgument.name(in: sender, "sender") } }

    func run() throws {
        let name = try name
        let token = try KeyCommand.withStore { store throws(KeyStoreError) in
            try store.token(of: name)
        }
        try writeToStdout(token.text + "\n")
    }
}
