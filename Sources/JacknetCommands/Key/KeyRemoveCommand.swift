import ArgumentParser
import KeyIO

/// `jacknet key remove NAME`.
struct KeyRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Shut a sender out, or forget a receiver.",
        usage: "jacknet key remove [--sender | --receiver] <name>")

    @Argument(help: ArgumentHelp("The key's name.", valueName: "name"))
    var name: [String] = []

    @Flag(help: "The sender of that name.")
    var sender = false

    @Flag(help: "The receiver of that name.")
    var receiver = false

    func validate() throws {
        _ = try keyName
        if sender && receiver {
            throw ValidationError(
                "--sender and --receiver exclude each other; allowed: one of them")
        }
    }

    private var keyName: KeyName { get throws { try KeyNameArgument.name(in: name, "name") } }

    func run() throws {
        let name = try keyName
        let side: KeySide? = sender ? .sender : receiver ? .receiver : nil
        let removed = try KeyCommand.withStore { store throws(KeyStoreError) in
            try store.remove(name, side)
        }
        switch removed {
        case .sender: KeyCommand.say("\(name.text) is shut out; a link of it that runs ends")
        case .receiver:
            KeyCommand.say(
                "\(name.text) is forgotten; it lets this user in until it removes its key too")
        }
    }
}
