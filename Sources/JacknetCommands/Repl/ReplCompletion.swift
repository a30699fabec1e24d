import ControlIO
import Text

extension ReplSession {
    /// What may stand in the place of `start`, after the words before it.
    func completions(after words: [String], _ start: String) -> [String] {
        guard let first = words.first else {
            return ReplVerb.allCases.map(\.rawValue).filter { $0.hasPrefix(start) }
        }
        guard let verb = try? ReplVerb(word: first) else { return [] }
        let found = completions(of: verb, Array(words.dropFirst()), start)
        return found.filter { $0.hasPrefix(start) && $0.escaped == $0 }
    }

    private func completions(
        of verb: ReplVerb, _ words: [String], _ start: String
    ) -> [String] {
        switch (verb, words.count) {
        case (.help, 0): ReplVerb.allCases.map(\.rawValue) + settingsBesideCommands
        case (.help, 1): settings.map(\.name)
        case (.show, _), (.get, _): settings.map(\.name).filter { !words.contains($0) }
        case (.set, _): settingCompletions(words, start)
        case (.mute, 0), (.events, 0): ["on", "off"]
        case (.connect, 0), (.disconnect, 0): portNames().own
        case (.connect, 1): portNames().others
        case (.disconnect, 1): connections(of: words[0])
        case (.use, 0): LinkDirectory.sockets.map(\.name)
        default: []
        }
    }

    /// Settings that `help` knows without `set` before them.
    private var settingsBesideCommands: [String] {
        settings.map(\.name).filter { ReplVerb(rawValue: $0) == nil }
    }

    /// `codec`, then its values; `codec=opus` after one of that form.
    private func settingCompletions(_ words: [String], _ start: String) -> [String] {
        let live = settings.filter(\.isLive)
        if words.isEmpty || words[0].contains("=") {
            if let equals = start.firstIndex(of: "=") {
                let name = String(start[..<equals])
                return values(of: name).map { name + "=" + $0 }
            }
            let taken = words.compactMap { $0.split(separator: "=").first.map(String.init) }
            return live.map(\.name).filter { !taken.contains($0) }
                .map { words.isEmpty ? $0 : $0 + "=" }
        }
        let isList = settings.first { $0.name == words[0] }?.type == "list"
        return words.count == 1 || isList ? values(of: words[0]) : []
    }

    private func values(of name: String) -> [String] {
        guard let setting = settings.first(where: { $0.name == name }) else { return [] }
        if name == "connect" { return portNames().others }
        if !setting.words.isEmpty { return setting.words }
        // What it was at the start is a help to who types a number.
        let text = DescribedSetting.text(setting.initial)
        return text == "-" || text == "''" ? [] : [text]
    }

    private func connections(of port: String) -> [String] {
        guard let result = try? ask("ports.list") else { return [] }
        let ports = (result["ports"]?.items ?? []).filter {
            guard let name = $0["name"]?.text else { return false }
            return name == port || name.hasSuffix(":" + port)
        }
        return ports.flatMap { $0["connections"]?.items ?? [] }.compactMap(\.text)
    }
}
