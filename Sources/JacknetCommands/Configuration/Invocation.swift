import ArgumentParser
import Engine

/// A command line as it was typed; files of configuration are read each time that it is evaluated.
struct Invocation: Codable, Sendable {
    /// The command's name first, without the program's.
    var words: [String] = []
}

/// A command line with what files of configuration add to it.
struct ExpandedWords {
    /// For the parser.
    private(set) var words: [String]
    /// What files of configuration say and the command line does not.
    private(set) var settings: [String: Configuration.Setting] = [:]
    private(set) var keys: CommandKeys?
    private(set) var given: GivenWords?

    /// Reads the files where `words` ask for a command that has a configuration.
    init(_ words: [String], _ environment: Environment) throws {
        self.words = words
        guard let command = words.first, let keys = CommandKeys(command: command) else { return }
        let given = try GivenWords(Array(words.dropFirst()), of: keys)
        self.keys = keys
        self.given = given
        self.words = [command] + given.words
        // Help is for those too whose files are wrong.
        if given.values["help"] != nil || given.values["version"] != nil { return }
        settings = try Configuration(environment).settings(for: keys, profile: given.profile)
            .filter { key, _ in
                key == "host" ? given.arguments.isEmpty : given.values[key] == nil
            }
        self.words = try [command] + flags() + given.words
        if keys["host"] != nil, given.arguments.isEmpty { try appendHost(given) }
    }

    private func flags() throws(LinkFailure) -> [String] {
        var words: [String] = []
        for key in keys?.keys ?? [] where key.shape != .host {
            guard let setting = settings[key.name] else { continue }
            words += try setting.flags(of: key)
        }
        return words
    }

    /// What is to be printed needs no host; one must stand there for the parser.
    private mutating func appendHost(_ given: GivenWords) throws(LinkFailure) {
        var host: String?
        if let setting = settings["host"] {
            host = setting.value.word
            if host == nil { throw setting.wrong("host", "a text") }
        } else if given.values["print-config"] != nil {
            host = "host"
        }
        guard let host else { return }
        words += (given.hasTerminator ? [] : ["--"]) + [host]
    }

    /// Says where in which file the values are that a message of the parser speaks of.
    func located(_ message: String) -> String {
        let mentioned = (keys?.keys ?? []).compactMap { key in
            message.firstMention(of: key.mention).map { (key, $0.lowerBound) }
        }.sorted { $0.1 < $1.1 }
        var located = message
        for (index, (key, _)) in mentioned.enumerated() {
            guard let place = settings[key.name]?.place else { continue }
            located =
                index == 0 ? "\(place): \(located)" : "\(located) (\(key.mention): \(place))"
        }
        return located
    }
}

extension Configuration.Setting {
    /// As the command line would have said it; no words for a flag that is `false`.
    fileprivate func flags(of key: ConfigurationKey) throws(LinkFailure) -> [String] {
        switch (key.shape, value) {
        case (.flag, .flag(let isSet)): return isSet ? ["--" + key.name] : []
        case (.flag, _): throw wrong(key.name, "true or false")
        case (.list, .list(let items)):
            var words: [String] = []
            for item in items {
                guard let word = item.word else {
                    throw LinkFailure(
                        .usage,
                        "\(place): \(item.kind) in the list of '\(key.name)'; allowed: texts, numbers"
                    )
                }
                words.append("--\(key.name)=\(word)")
            }
            return words
        default:
            guard let word = value.word else {
                throw wrong(
                    key.name, "a text or a number" + (key.shape == .list ? ", or a list" : ""))
            }
            return ["--\(key.name)=\(word)"]
        }
    }

    fileprivate func wrong(_ key: String, _ allowed: String) -> LinkFailure {
        LinkFailure(.usage, "\(place): '\(key)' is \(value.kind); allowed: \(allowed)")
    }
}

extension String {
    /// Where `word` stands by itself: not within a longer flag's name.
    fileprivate func firstMention(of word: String) -> Range<Index>? {
        ranges(of: word).first { range in
            guard range.upperBound < endIndex else { return true }
            let next = self[range.upperBound]
            return next != "-" && !next.isLetter
        }
    }
}
