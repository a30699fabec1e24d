import ArgumentParser

/// The words of a command line, as far as files of configuration need to know them.
struct GivenWords {
    /// Without `@NAME`; as they were.
    private(set) var words: [String] = []
    /// The values of each flag by its name without dashes; of flags without a value, none.
    private(set) var values: [String: [String]] = [:]
    /// What is no flag and no flag's value.
    private(set) var arguments: [String] = []
    /// Of `@NAME`.
    private(set) var profile: String?
    /// Whether `--` is among them.
    private(set) var hasTerminator = false

    /// `words` are those after the command's name. Whether they are right is for the parser to say.
    init(_ words: [String], of keys: CommandKeys) throws {
        var rest = words[...]
        while let word = rest.popFirst() {
            if hasTerminator {
                arguments.append(word)
            } else if word == "--" {
                hasTerminator = true
            } else if word.hasPrefix("@") {
                try setProfile(word)
                continue
            } else if word.hasPrefix("--") {
                add(word, before: &rest, of: keys)
                continue
            } else if word == "-h" {
                values["help"] = []
            } else if word == "-" || !word.hasPrefix("-") {
                arguments.append(word)
            }
            self.words.append(word)
        }
    }

    private mutating func setProfile(_ word: String) throws {
        let name = String(word.dropFirst())
        if name.isEmpty { throw ValidationError("'@' names no profile; allowed: @NAME") }
        if let profile {
            throw ValidationError("'@\(profile)' and '@\(name)': allowed: one profile")
        }
        profile = name
    }

    /// Adds the flag `word`, and the word after it where that is its value.
    private mutating func add(
        _ word: String, before rest: inout ArraySlice<String>, of keys: CommandKeys
    ) {
        words.append(word)
        let parts = word.dropFirst(2).split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        if parts.count > 1 {
            values[name, default: []].append(String(parts[1]))
            return
        }
        values[name, default: []] += []
        guard let key = keys[name], key.shape == .value || key.shape == .list,
            let next = rest.first, key.takesDashes || next == "-" || !next.hasPrefix("-")
        else { return }
        rest.removeFirst()
        words.append(next)
        values[name, default: []].append(next)
    }
}
