import ArgumentParser
import Engine
import Glibc
import KeyIO
import Text

/// `jacknet key`; its subcommands are files of their own.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make, show and remove the keys that let senders in.",
        usage: "jacknet key <command> [<options>] [<name>]",
        subcommands: [
            KeyNewCommand.self, KeyAddCommand.self, KeyShowCommand.self, KeyListCommand.self,
            KeyRemoveCommand.self, KeyRotateCommand.self,
        ])

    /// What `action` does with this user's keys.
    static func withStore<Result>(
        _ action: (KeyStore) throws(KeyStoreError) -> Result
    ) throws(LinkFailure) -> Result {
        do throws(KeyStoreError) { return try action(try KeyStore.ofThisUser()) } catch {
            throw LinkFailure(error)
        }
    }

    /// Words for people, in one line.
    static func say(_ words: String) {
        _ = Output(descriptor: STDERR_FILENO).write(
            words.escaped + "\n", patienceMilliseconds: 1000)
    }

    /// What a receiver's user has to do with the token of the key for `sender`.
    static func sayWhatToDo(for sender: KeyName, _ words: String) {
        say(
            "\(words); at \(sender.text), run jacknet key add \(hostName) and give it this line, the "
                + "token, which is a secret:")
    }

    /// This machine's name, as it may be called elsewhere.
    private static var hostName: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "RECEIVER" }
        let name = String(
            decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return (try? KeyName(name))?.text ?? "RECEIVER"
    }
}
