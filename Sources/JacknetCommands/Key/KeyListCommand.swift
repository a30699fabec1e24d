import ArgumentParser
import Engine
import Glibc
import KeyIO
import Session
import Text

/// `jacknet key list`.
struct KeyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the keys, without their secrets.",
        usage: "jacknet key list [--json]")

    @Flag(help: "Write JSON, one object a key and line.")
    var json = false

    func run() throws {
        let (entries, faults) = try KeyCommand.withStore { store throws(KeyStoreError) in
            try store.list()
        }
        for fault in faults { KeyCommand.say("jacknet key list: \(fault.description)") }
        if entries.isEmpty, faults.isEmpty {
            KeyCommand.say("no keys yet: the first jacknet recv makes one for this user's senders")
        }
        try writeToStdout(
            json
                ? entries.map { $0.json.description + "\n" }.joined()
                : KeyTable(
                    entries,
                    width: isatty(STDOUT_FILENO) == 1
                        ? Terminal.width(of: STDOUT_FILENO) : .max
                ).text)
        if let fault = faults.first { throw ExitCode(LinkFailure(fault).status.rawValue) }
    }
}

extension KeyEntry {
    fileprivate var json: JSONValue {
        .object([
            ("name", .text(name)),
            ("side", .text(side?.rawValue ?? "local")),
            ("id", .text(id.description)),
            ("receiver", .text(receiver.description)),
            ("previousId", .optional(previous) { .text($0.description) }),
            ("created", .optional(created, JSONValue.integer)),
            ("lastUsed", .optional(lastUsed, JSONValue.integer)),
        ])
    }
}
