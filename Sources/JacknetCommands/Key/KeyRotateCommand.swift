import ArgumentParser
import KeyIO
import Session

/// `jacknet key rotate SENDER`.
struct KeyRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Make a sender's key anew, and print its token.",
        usage: "jacknet key rotate [--now] <sender>\njacknet key rotate --local")

    @Argument(help: ArgumentHelp("What the sender is called here.", valueName: "sender"))
    var sender: [String] = []

    @Flag(help: "Shut the old key out at once, not when the new one is used first.")
    var now = false

    @Flag(help: "The key of this user's senders on this machine; they find it by themselves.")
    var local = false

    func validate() throws {
        if !local {
            _ = try name
        } else if now || !sender.isEmpty {
            throw ValidationError("--local goes alone; allowed: --local, or a sender and --now")
        }
    }

    private var name: KeyName { get throws { try KeyNameArgument.name(in: sender, "sender") } }

    func run() throws {
        if local {
            try KeyCommand.withStore { store throws(KeyStoreError) in try store.rotateLocal() }
            return KeyCommand.say("this user's senders on this machine have another key now")
        }
        let name = try name
        let keepsOld = !now
        let rotated = try KeyCommand.withStore { store throws(KeyStoreError) in
            try store.rotate(name, keepsOld: keepsOld)
        }
        KeyCommand.sayWhatToDo(
            for: name,
            rotated.keepsOld
                ? "\(name.text) has another key, and the old one until it uses that"
                : "\(name.text) has another key, and the old one is out")
        try writeToStdout(rotated.token.text + "\n")
    }
}
