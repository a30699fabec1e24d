import ArgumentParser
import KeyIO

/// `jacknet key add RECEIVER`.
struct KeyAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Keep a receiver's token, which is read from standard input.",
        usage: "jacknet key add <receiver>")

    @Argument(
        help: ArgumentHelp("What the receiver is to be called here.", valueName: "receiver"))
    var receiver: [String] = []

    func validate() throws { _ = try name }

    private var name: KeyName { get throws { try KeyNameArgument.name(in: receiver, "receiver") } }

    func run() throws {
        let name = try name
        let token = try TokenInput.token(of: name)
        let addition = try KeyCommand.withStore { store throws(KeyStoreError) in
            try store.add(token, as: name)
        }
        switch addition {
        case .added:
            KeyCommand.say("\(name.text) is known now: jacknet send finds the key by itself")
        case .replaced:
            KeyCommand.say("\(name.text) has another key now, instead of the one before")
        case .known: KeyCommand.say("\(name.text) has this key already")
        case .own:
            KeyCommand.say(
                "\(name.text) is this user on this machine, which needs no token; the token is for "
                    + "senders elsewhere")
        }
    }
}
