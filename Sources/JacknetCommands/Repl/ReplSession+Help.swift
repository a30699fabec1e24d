import Text

extension ReplSession {
    func help(_ words: [String]) throws(ReplError) {
        let text = try helpText(words)
        say(isJSON ? JSONValue.object([("help", .text(text))]).description + "\n" : text)
    }

    private func helpText(_ words: [String]) throws(ReplError) -> String {
        guard let first = words.first else { return listOfCommands }
        if words.count == 1, settings.contains(where: { $0.name == first }) {
            // A command may have a setting's name; its own help is with `help set`.
            guard let verb = ReplVerb(rawValue: first) else { return try help(setting: first) }
            return help(verb)
        }
        let verb = try ReplVerb(word: first)
        guard words.count > 1 else { return help(verb) }
        guard words.count == 2, [.set, .get, .show].contains(verb) else {
            throw wrongUsage(of: .help)
        }
        return try help(setting: words[1])
    }

    private var listOfCommands: String {
        let width = 11
        return ReplVerb.allCases.map { fitted($0.rawValue.padded(to: width) + $0.summary) }.joined()
            + "`help CMD` says more of one\n"
    }

    private func help(_ verb: ReplVerb) -> String {
        var text = "\(verb.usage): \(verb.summary)\n"
        if !verb.details.isEmpty { text += verb.details + "\n" }
        guard [.set, .get, .show].contains(verb) else { return text }
        let shown = verb == .set ? settings.filter(\.isLive) : settings
        let nameWidth = shown.map(\.name.columns).max() ?? 0
        for setting in shown {
            text += fitted(setting.name.padded(to: nameWidth) + "  " + setting.help.escaped)
        }
        return text
    }

    private func help(setting name: String) throws(ReplError) -> String {
        guard let setting = settings.first(where: { $0.name == name }) else {
            let near = Text.nearest(to: name, among: settings.map(\.name))
            let hint = near.map { ", did you mean \($0)?" } ?? ""
            throw .usage("no setting '\(name)'\(hint); `show` lists them")
        }
        let value = try ask("link.get", .object([("name", .text(name))]))[name] ?? .null
        var rows = [
            ("value", DescribedSetting.text(value, unit: setting.unit)),
            ("default", DescribedSetting.text(setting.initial, unit: setting.unit)),
            ("takes", setting.allowed.escaped),
        ]
        rows.append(("changes", setting.isLive ? "while it runs" : "at start only"))
        if setting.isPeers { rows.append(("of", "the other end, which is asked")) }
        if setting.mayPeerAsk { rows.append(("peer", "may ask for another")) }
        return "\(name): \(setting.help.escaped)\n"
            + rows.map { "  " + $0.0.padded(to: 9) + $0.1 + "\n" }.joined()
    }
}
