import Text

extension ReplSession {
    func help(_ words: [String]) throws(ReplError) {
        guard let first = words.first else {
            let width = 11
            for verb in ReplVerb.allCases {
                let line = verb.rawValue.padded(to: width) + verb.summary
                say(line.cut(to: columns, ellipsis: ellipsis) + "\n")
            }
            say("`help CMD` says more of one\n")
            return
        }
        let verb = try ReplVerb(word: first)
        guard words.count > 1 else { return help(verb) }
        guard words.count == 2, [.set, .get, .show].contains(verb) else {
            throw wrongUsage(of: .help)
        }
        try help(setting: words[1])
    }

    private func help(_ verb: ReplVerb) {
        say("\(verb.usage): \(verb.summary)\n")
        if !verb.details.isEmpty { say(verb.details + "\n") }
        guard [.set, .get, .show].contains(verb) else { return }
        let shown = verb == .set ? settings.filter(\.isLive) : settings
        let nameWidth = shown.map(\.name.columns).max() ?? 0
        for setting in shown {
            let text = setting.name.padded(to: nameWidth) + "  " + setting.help.escaped
            say(text.cut(to: columns, ellipsis: ellipsis) + "\n")
        }
    }

    private func help(setting name: String) throws(ReplError) {
        guard let setting = settings.first(where: { $0.name == name }) else {
            let near = Text.nearest(to: name, among: settings.map(\.name))
            let hint = near.map { ", did you mean \($0)?" } ?? ""
            throw .usage("no setting '\(name)'\(hint); `show` lists them")
        }
        let value = try ask("link.get", .object([("name", .text(name))]))[name] ?? .null
        say("\(name): \(setting.help.escaped)\n")
        var rows = [
            ("value", DescribedSetting.text(value, unit: setting.unit)),
            ("default", DescribedSetting.text(setting.initial, unit: setting.unit)),
            ("takes", setting.allowed.escaped),
        ]
        rows.append(("changes", setting.isLive ? "while it runs" : "at start only"))
        if setting.isPeers { rows.append(("of", "the other end, which is asked")) }
        if setting.mayPeerAsk { rows.append(("peer", "may ask for another")) }
        for (label, text) in rows { say("  " + label.padded(to: 9) + text + "\n") }
    }
}
