import ArgumentParser
import Text

/// What `config.toml` may say to a command: its flags without their dashes, and its host.
struct ConfigurationKey: Sendable {
    enum Shape: Sendable {
        /// A flag without a value; `true` gives it.
        case flag
        /// A flag with a value.
        case value
        /// A flag that may be given again.
        case list
        /// The argument that is no flag.
        case host
    }

    var name: String
    var shape: Shape
    /// Whether the next word is the flag's value even where it begins with a dash.
    var takesDashes = false
    /// What the help calls the value.
    var valueName = ""
    /// What the help says of the default, in words for people.
    var defaultText: String?

    /// As it is written in messages of the parser.
    var mention: String { shape == .host ? "<\(valueName)>" : "--\(name)" }
}

/// The keys of a command, which are read off its declaration.
struct CommandKeys: Sendable {
    /// `send`, `recv`.
    let command: String
    let keys: [ConfigurationKey]

    static let send = CommandKeys(of: SendCommand.self)
    static let receive = CommandKeys(of: ReceiveCommand.self)
    static let all = [send, receive]

    /// Of the command of this name; nil where it has no configuration. Reading a declaration takes longer than
    /// all that `status` does: only who has one pays for it.
    init?(command: String) {
        switch command {
        case SendCommand.configuration.commandName: self = .send
        case ReceiveCommand.configuration.commandName: self = .receive
        default: return nil
        }
    }

    private init(of type: any ParsableCommand.Type) {
        command = type.configuration.commandName ?? ""
        let description = JSONValue(parsing: type._dumpHelp())
        keys = (description?["command"]?["arguments"]?.items ?? []).compactMap {
            ConfigurationKey(described: $0)
        }
    }

    subscript(name: String) -> ConfigurationKey? { keys.first { $0.name == name } }
}

extension ConfigurationKey {
    /// Flags that no file can give.
    private static let commandLineOnly: Set<String> = ["help", "version", "print-config"]

    /// `argument` is how the parser describes one; nil for what is no key.
    fileprivate init?(described argument: JSONValue) {
        valueName = argument["valueName"]?.text ?? ""
        takesDashes = argument["parsingStrategy"]?.text == "unconditional"
        defaultText = Self.defaultText(in: argument["abstract"]?.text ?? "")
        if argument["kind"]?.text == "positional" {
            name = "host"
            shape = .host
            return
        }
        guard let name = argument["preferredName"]?["name"]?.text,
            !Self.commandLineOnly.contains(name)
        else { return nil }
        self.name = name
        if argument["kind"]?.text == "flag" {
            shape = .flag
        } else {
            shape = argument["isRepeating"]?.flag == true ? .list : .value
        }
    }

    /// The help of every flag that has a default ends in `(default: …).`
    private static func defaultText(in help: String) -> String? {
        guard let start = help.firstRange(of: "(default: "), let end = help.lastIndex(of: ")"),
            start.upperBound < end
        else { return nil }
        return String(help[start.upperBound..<end])
    }
}
