import ArgumentParser
import Engine

/// A command line as it was typed; files of configuration are read each time that it is evaluated.
struct Invocation: Codable, Sendable {
    /// The command's name first, without the program's.
    var words: [String] = []
}

/// A command line with what files of configuration add to it.
struct ExpandedWords {
    /// What files of configuration say and the command line does not.
    private(set) var settings: [String: Configuration.Setting] = [:]
    /// What they say that does not go with what counts more, and so is left out.
    private(set) var leftOut: [String: Configuration.Setting] = [:]
    /// nil for commands that have no configuration.
    let keys: CommandKeys?
    private(set) var given: GivenWords?
    private let typed: [String]

    /// Reads the files where `words` ask for a command that has a configuration.
    init(_ words: [String], _ environment: Environment) throws {
        typed = words
        keys = words.first.flatMap { CommandKeys(command: $0) }
        guard let keys else { return }
        let given = try GivenWords(Array(words.dropFirst()), of: keys)
        self.given = given
        // Help is for those too whose files are wrong.
        if given.values["help"] != nil || given.values["version"] != nil { return }
        settings = try Configuration(environment).settings(for: keys, profile: given.profile)
            .filter { key, _ in
                key == "host" ? given.arguments.isEmpty : given.values[key] == nil
            }
        chooseMeeting(keys, given)
    }

    /// An end calls the other one or is called by it: of what says the one and what says the other, what counts more
    /// holds, and of equals, what is usual with the command.
    private mutating func chooseMeeting(_ keys: CommandKeys, _ given: GivenWords) {
        let usual = keys.command == CommandKeys.send.command ? "host" : "listen"
        // What is for every command is for those that have it usually.
        for key in ["host", "listen"]
        where key != usual && settings[key]?.table == .everywhere {
            settings[key] = nil
        }
        func rank(_ key: String) -> Int {
            let isTyped = key == "host" ? !given.arguments.isEmpty : given.values[key] != nil
            return isTyped ? Int.max : settings[key]?.table.rank ?? -1
        }
        let (host, listen) = (rank("host"), rank("listen"))
        let calls = host == listen ? usual == "host" : host > listen
        leaveOut(calls ? "listen" : "host")
        if calls, host >= 0 { leaveOut("allow") }
    }

    /// Leaves out what a file says of `key`.
    private mutating func leaveOut(_ key: String) {
        guard let setting = settings.removeValue(forKey: key) else { return }
        leftOut[key] = setting
    }

    /// The command that they ask for.
    mutating func command() throws -> any ParsableCommand {
        while true {
            let words = try forParser()
            do {
                return try JacknetCommand.parseAsRoot(words)
            } catch {
                if !leaveOut(for: JacknetCommand.message(for: error)) { throw error }
            }
        }
    }

    /// As the command line would have said it all, the files' words before those that were typed.
    func forParser() throws(LinkFailure) -> [String] {
        guard let keys, let given else { return typed }
        var words = [keys.command]
        for key in keys.keys where key.shape != .host {
            if let setting = settings[key.name] { words += try setting.flags(of: key) }
        }
        words += given.words
        if given.arguments.isEmpty, let setting = settings["host"] {
            guard let host = setting.value.word else { throw setting.wrong("host", "a text") }
            words += (given.hasTerminator ? [] : ["--"]) + [host]
        }
        return words
    }

    /// Leaves out the flag that `message` complains of, where a file says it and it only does not
    /// go with another that counts more: `connect` of a file with `--from tone:440`.
    private mutating func leaveOut(for message: String) -> Bool {
        let mentioned = mentioned(in: message)
        guard let first = mentioned.first, let setting = settings[first.name],
            mentioned.dropFirst().contains(where: { rank($0) > setting.table.rank })
        else { return false }
        leaveOut(first.name)
        return true
    }

    private func rank(_ key: ConfigurationKey) -> Int {
        given?.values[key.name] != nil ? Int.max : settings[key.name]?.table.rank ?? -1
    }

    /// The flags that a message of the parser speaks of, in their order there.
    private func mentioned(in message: String) -> [ConfigurationKey] {
        (keys?.keys ?? []).compactMap { key in
            message.firstMention(of: key.mention).map { (key, $0.lowerBound) }
        }.sorted { $0.1 < $1.1 }.map(\.0)
    }

    /// Says where in which file the values are that a message of the parser speaks of.
    func located(_ message: String) -> String {
        var located = message
        for (index, key) in mentioned(in: message).enumerated() {
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
