import ArgumentParser
import Engine
import Text

/// What is in force for a command, and where each value comes from, as a `config.toml`.
struct PrintedConfiguration {
    /// Ends with its line's end.
    private(set) var text: String

    /// Reads the files of configuration anew.
    init<Command: LinkCommand>(of command: Command, _ environment: Environment) throws {
        let invocation = command.config.invocation
        var expanded = try ExpandedWords(invocation.words, environment)
        _ = try expanded.command()
        let words = try expanded.forParser().dropFirst()
        let expected = try command.settings(environment)
        let keys = expanded.keys
        text = "[\(keys?.command ?? "")]\n"
        for key in keys?.keys ?? [] {
            let (value, origin) =
                Self.said(of: key, in: expanded)
                ?? Self.defaultValue(of: key, environment) { word in
                    let more = try? Command.parse(["--\(key.name)=\(word)"] + words)
                    return (try? more?.settings(environment)) == expected
                }
            let line = value.map { "\(key.name) = \($0)" } ?? "# \(key.name) ="
            text += "\(line)  # \(origin)".escaped + "\n"
        }
    }

    /// A value in TOML, nil where there is none, and whose word it is.
    private typealias Line = (value: String?, origin: String)

    /// What the command line or a file says of `key`; nil where none does.
    private static func said(of key: ConfigurationKey, in words: ExpandedWords) -> Line? {
        if let value = given(key, in: words.given) { return ("\(value)", "command line") }
        if let setting = words.settings[key.name] {
            let profile = setting.profile.map { " (profile \($0))" } ?? ""
            return ("\(setting.value)", setting.place + profile)
        }
        if let setting = words.leftOut[key.name] {
            return (
                nil, "\(setting.value) is left out, does not go with the rest: \(setting.place)"
            )
        }
        return nil
    }

    /// What the command line says of `key`; nil where it says nothing.
    private static func given(_ key: ConfigurationKey, in given: GivenWords?) -> ConfigurationValue?
    {
        if key.shape == .host {
            return given?.arguments.first.map { .text($0) }
        }
        guard let values = given?.values[key.name] else { return nil }
        switch key.shape {
        case .flag: return .flag(true)
        case .list: return .list(values.map { ConfigurationValue(word: $0) })
        // `--listen` alone may stand without a value.
        case .value, .host: return ConfigurationValue(word: values.last ?? Defaults.port)
        }
    }

    /// What holds where nothing is said of `key`, and whose word that is. Help tells it in words
    /// for people; of these, one that is no different from saying nothing is the value.
    private static func defaultValue(
        of key: ConfigurationKey, _ environment: Environment, isSame: (String) -> Bool
    ) -> Line {
        switch key.shape {
        case .flag: return ("false", "default")
        case .list: return ("[]", "default")
        case .host, .value: break
        }
        guard let text = key.defaultText else { return (nil, "not set") }
        for part in text.split(whereSeparator: { ",;".contains($0) }) {
            // `--to: shared` is what holds with another flag.
            let word = (part.split(separator: ":").last ?? part).drop { $0 == " " }
            if word.hasPrefix("$") {
                guard let value = environment[String(word.dropFirst())], isSame(value) else {
                    continue
                }
                return ("\(ConfigurationValue(word: value))", String(word))
            }
            if isSame(String(word)) {
                return ("\(ConfigurationValue(word: String(word)))", "default")
            }
        }
        return (nil, "default: \(text)")
    }
}
