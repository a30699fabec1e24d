import ArgumentParser
import KeyIO
import Session

/// `jacknet key new SENDER`.
struct KeyNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a key for a sender, and print its token.",
        usage: "jacknet key new <sender>")

    @Argument(help: ArgumentHelp("What the sender is to be called here.", valueName: "sender"))
    var sender: [String] = []

    func validate() throws { _ = try name }

    private var name: KeyName { get throws { try KeyNameArgument.name(in: sender, "sender") } }

    func run() throws {
        let name = try name
        let token = try KeyCommand.withStore { store throws(KeyStoreError) in
            try store.makeKey(for: name)
        }
        KeyCommand.sayWhatToDo(for: name, "\(name.text) has a key now")
        try writeToStdout(token.text + "\n")
    }
}
