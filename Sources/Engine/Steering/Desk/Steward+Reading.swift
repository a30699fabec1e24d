import ControlIO
import Glibc
import Session
import Text
import Units

/// What can be seen of a link.
extension Steward {
    /// The members of `link.status`; `peaks` are the report's own where nil.
    func status(_ link: Link, _ now: Nanoseconds, peaks: [Decibels]? = nil)
        -> [(String, JSONValue)]
    {
        let report = link.latestReport
        return [
            ("name", .text(name)),
            ("role", .text(role)),
            ("pid", .integer(Int64(getpid()))),
            ("version", .text(Identity.version)),
            ("uptimeSeconds", .number((now - startedAt).seconds)),
        ] + report.jsonMembers(peaks: peaks ?? report.peaks) + [("remote", report.remote ?? .null)]
    }

    func get(_ asked: [(String, JSONValue)], _ link: Link) throws(RPCError) -> JSONValue {
        var names = table.names
        for (parameter, value) in asked {
            if parameter == "name", let name = value.text {
                names = [name]
            } else if parameter == "names", let items = value.items,
                items.allSatisfy({ $0.text != nil })
            {
                names = items.compactMap(\.text)
            } else {
                throw .wrongParameters(
                    "\(parameter): of the wrong type", name: parameter,
                    allowed: parameter == "name" ? "a setting's name" : "a list of names")
            }
        }
        return try values(of: names, link)
    }

    /// Settings by name, as they are in force.
    func values(of names: [String], _ link: Link) throws(RPCError) -> JSONValue {
        var members: [(String, JSONValue)] = []
        for name in names {
            if let setting = table[name] {
                members.append((name, setting.get(link.settings)))
            } else if table.peer(name) != nil {
                members.append((name, link.peerSettings[name] ?? .null))
            } else {
                throw unknownSetting(name)
            }
        }
        return .object(members)
    }

    func unknownSetting(_ name: String) -> RPCError {
        let near = nearest(to: name, among: table.names)
        return .wrongParameters(
            "\(name): no such setting; "
                + (near.map { "did you mean \($0)?" } ?? "link.describe lists them"),
            name: name, allowed: near)
    }

    func describe(_ link: Link) -> JSONValue {
        let standard = table.standard
        let own = table.settings.map { setting in
            setting.description.json(
                value: setting.get(link.settings), standard: setting.get(standard), end: "this")
        }
        let peer = table.peer.map { setting in
            setting.description.json(
                value: link.peerSettings[setting.name] ?? .null, standard: setting.standard,
                end: "peer")
        }
        func entry(_ name: String, _ help: String) -> JSONValue {
            .object([("name", .text(name)), ("help", .text(help))])
        }
        return .object([
            ("settings", .array(own + peer)),
            ("methods", .array(ControlMethod.allCases.map { entry($0.rawValue, $0.help) })),
            ("events", .array(EventCatalogue.entries.map { entry($0.name, $0.help) })),
        ])
    }

    func subscribe(
        _ asked: [(String, JSONValue)], _ client: ControlClientID, _ now: Nanoseconds
    ) throws(RPCError) -> JSONValue {
        var milliseconds = 1_000.0
        var streams = Set(Subscriptions.Stream.allCases)
        for (parameter, value) in asked {
            if parameter == "intervalMs" {
                guard let number = value.number, (50...60_000).contains(number) else {
                    throw .wrongParameters(
                        "intervalMs: no such interval", name: parameter, allowed: "50 to 60000")
                }
                milliseconds = number.rounded()
            } else {
                let words = value.items?.map { $0.text.flatMap(Subscriptions.Stream.init) }
                guard let words, !words.contains(nil) else {
                    throw .wrongParameters(
                        "what: not a list of what there is", name: parameter,
                        allowed: Subscriptions.Stream.allCases.map(\.rawValue)
                            .joined(separator: ", "))
                }
                streams = Set(words.compactMap(\.self))
            }
        }
        subscriptions.subscribe(
            client, every: Nanoseconds(Int64(milliseconds) * 1_000_000), to: streams, now: now)
        return .object([])
    }
}
