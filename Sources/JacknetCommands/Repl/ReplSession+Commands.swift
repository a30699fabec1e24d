import ControlIO
import Text

extension ReplSession {
    func run(_ verb: ReplVerb, _ words: [String]) throws(ReplError) {
        switch verb {
        case .help: try help(words)
        case .show: try show(words)
        case .get: try get(words)
        case .set: try set(words)
        case .mute: try mute(words)
        case .gain: try gain(words)
        case .ports: try ports(words)
        case .connect: try connect(words)
        case .disconnect: try disconnect(words)
        case .stats: try stats(words)
        case .watch: throw .failed("watch needs a terminal that can redraw; `stats` shows it once")
        case .events: try events(words)
        case .links: try links(words)
        case .use: try use(words)
        case .save: try save(words)
        case .stop: try stop(words)
        case .quit:
            guard words.isEmpty else { throw wrongUsage(of: .quit) }
            quit()
        }
    }

    // MARK: - Settings

    private func show(_ words: [String]) throws(ReplError) {
        let result = try ask("link.get", names(words))
        if isJSON { return say(result.description + "\n") }
        let members = ordered(result)
        let nameWidth = members.map(\.0.columns).max() ?? 0
        for (name, value) in members {
            let setting = settings.first { $0.name == name }
            let mark =
                setting.map { $0.isPeers ? "other end's" : $0.isLive ? "" : "at start" } ?? ""
            let text = DescribedSetting.text(value, unit: setting?.unit)
            let line = name.padded(to: nameWidth) + "  " + text
            let room = columns - 13
            let shown = mark.isEmpty || line.columns > room ? line : line.padded(to: room) + mark
            say(fitted(shown))
        }
    }

    private func get(_ words: [String]) throws(ReplError) {
        answer(try ask("link.get", names(words)))
    }

    /// The members as they are; one alone without its name.
    private func answer(_ result: JSONValue) {
        if isJSON { return say(result.description + "\n") }
        let members = ordered(result)
        if members.count == 1 { return say(DescribedSetting.text(members[0].1) + "\n") }
        for (name, value) in members { say("\(name) \(DescribedSetting.text(value))\n") }
    }

    private func names(_ words: [String]) -> JSONValue {
        words.isEmpty ? .object([]) : .object([("names", .array(words.map(JSONValue.text)))])
    }

    /// The members in the order in which the link describes them.
    private func ordered(_ result: JSONValue) -> [(String, JSONValue)] {
        let members = result.members ?? []
        let known = settings.compactMap { setting in members.first { $0.0 == setting.name } }
        return known + members.filter { member in !settings.contains { $0.name == member.0 } }
    }

    private func set(_ words: [String]) throws(ReplError) {
        guard let first = words.first else { throw wrongUsage(of: .set) }
        if let equals = first.firstIndex(of: "="),
            settings.contains(where: { $0.name == first[..<equals] })
        {
            var changes: [(String, JSONValue)] = []
            for word in words {
                let parts = word.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { throw wrongUsage(of: .set) }
                changes.append((String(parts[0]), value(of: String(parts[0]), [String(parts[1])])))
            }
            return try change(changes)
        }
        let values = Array(words.dropFirst())
        let isList = settings.first { $0.name == first }?.type == "list"
        guard values.count == 1 || (isList && values.count > 1) else {
            throw wrongUsage(of: .set)
        }
        try change([(first, value(of: first, values))])
    }

    /// The text that the flag would take; a list where the setting is one. `null` takes back what was
    /// set.
    private func value(of name: String, _ words: [String]) -> JSONValue {
        let isNull = words == ["null"]
        guard settings.first(where: { $0.name == name })?.type == "list" else {
            return isNull ? .null : .text(words[0])
        }
        return .array(isNull ? [] : words.filter { !$0.isEmpty }.map(JSONValue.text))
    }

    private func change(_ changes: [(String, JSONValue)]) throws(ReplError) {
        let result = try ask("link.set", .object(changes), within: Self.patienceForChanges)
        if isJSON { return say(result.description + "\n") }
        for (name, value) in ordered(result) {
            let unit = settings.first { $0.name == name }?.unit
            say("\(name) \(DescribedSetting.text(value, unit: unit))\n")
        }
    }

    private func mute(_ words: [String]) throws(ReplError) {
        let word = words.first ?? "on"
        guard words.count <= 1, ["on", "off"].contains(word) else {
            throw wrongUsage(of: .mute)
        }
        let result = try ask("link.mute", .object([("muted", .flag(word == "on"))]))
        if isJSON { return say(result.description + "\n") }
        say("mute \(DescribedSetting.text(result["mute"] ?? .null))\n")
    }

    private func gain(_ words: [String]) throws(ReplError) {
        guard words.count == 1 else { throw wrongUsage(of: .gain) }
        try change([("gain", .text(words[0]))])
    }

    private func save(_ words: [String]) throws(ReplError) {
        guard words.count == 1 else { throw wrongUsage(of: .save) }
        let values = try ask("link.get")
        // The other end's are for its own profile, and what is as it is anyway need not be said.
        let settings = settings.compactMap { setting -> ProfileText.Setting? in
            guard !setting.isPeers, let value = values[setting.name], value != setting.initial,
                let entry = ConfigurationValue(value)
            else { return nil }
            return (setting.name, entry)
        }
        let path = try saveProfile(words[0], settings)
        if isJSON { return say(JSONValue.object([("path", .text(path))]).description + "\n") }
        say("\(path.escaped)\n")
    }

    // MARK: - The link

    private func stats(_ words: [String]) throws(ReplError) {
        guard words.isEmpty else { throw wrongUsage(of: .stats) }
        status = try ask("link.status")
        if isJSON { return say(status.description + "\n") }
        let text = StatusText(
            terminal: terminal, width: min(columns, 100), cutsHeadline: cutsLines)
        say(text.lines(for: status).map { $0 + "\n" }.joined())
    }

    private func events(_ words: [String]) throws(ReplError) {
        guard words.count == 1, ["on", "off"].contains(words[0]) else {
            throw wrongUsage(of: .events)
        }
        showsEvents = words[0] == "on"
        guard showsEvents, client != nil else { return }
        do throws(ControlClientError) {
            try subscribe(everyMilliseconds: 1000)
        } catch {
            throw ReplError(error)
        }
    }

    private func stop(_ words: [String]) throws(ReplError) {
        guard words.isEmpty else { throw wrongUsage(of: .stop) }
        let result = try ask("link.stop")
        if isJSON { say(result.description + "\n") }
    }
}
