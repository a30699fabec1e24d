import Engine
import Text

/// A table of `config.toml`.
enum ConfigurationTable: Hashable, Sendable {
    /// What stands above all tables: for every command that has such a flag.
    case everywhere
    /// `[send]`, `[recv]`.
    case command(String)
    /// `[profile.NAME]`.
    case profile(String)

    /// What is set in one of a higher rank replaces what is set in one of a lower.
    var rank: Int {
        switch self {
        case .everywhere: 0
        case .command: 1
        case .profile: 2
        }
    }

    /// `in [send]`, for messages.
    var place: String {
        switch self {
        case .everywhere: "above the tables"
        case .command(let name): "in [\(name)]"
        case .profile(let name): "in [profile.\(ConfigurationValue.key(name))]"
        }
    }
}

/// One `config.toml`: every key in it is one of ours, and where it may be.
struct ConfigurationFile {
    struct Entry {
        var table: ConfigurationTable
        var key: String
        var value: ConfigurationValue
        /// From 1.
        var line: Int
    }

    let path: String
    private(set) var entries: [Entry] = []
    /// Also those that have no keys.
    private(set) var profiles: [String] = []

    /// The file at `path`; nil where there is none.
    init?(path: String) throws(LinkFailure) {
        guard let text = try ConfigurationText.read(path) else { return nil }
        try self.init(path: path, text: text)
    }

    /// Throws what is wrong with `text`, which names the line.
    init(path: String, text: [UInt8]) throws(LinkFailure) {
        self.path = path
        for key in try Self.document(path: path, text: text).keys {
            do throws(WrongKey) {
                try add(key)
            } catch {
                throw LinkFailure(.usage, "\(path):\(key.line): \(error.cause)")
            }
        }
    }

    static func document(path: String, text: [UInt8]) throws(LinkFailure) -> TomlDocument {
        do throws(TomlDocument.Fault) {
            return try TomlDocument(parsing: text)
        } catch {
            let cause = error.cause.replacing("Error while", with: "while", maxReplacements: 1)
            throw LinkFailure(.usage, "\(path):\(error.line): not valid TOML: \(cause)")
        }
    }

    private struct WrongKey: Error {
        var cause: String
        init(_ cause: String) { self.cause = cause }
    }

    /// Keys come with the tables that they are in before them.
    private mutating func add(_ key: TomlDocument.Key) throws(WrongKey) {
        let path = key.path
        let commands = CommandKeys.all.map(\.command)
        switch path.count {
        case 1 where commands.contains(path[0]) || path[0] == "profile":
            if !key.isTable { throw WrongKey("'\(path[0])' is a table: \(Self.header(path[0]))") }
        case 1 where key.isTable: throw Self.noTable(path[0])
        case 1: try add(key, to: .everywhere)
        case 2 where path[0] == "profile":
            if !key.isTable {
                throw WrongKey(
                    "'\(path[1])' is to be a table: [profile.\(ConfigurationValue.key(path[1]))]")
            }
            if path[1].isEmpty { throw WrongKey("a profile without a name") }
            profiles.append(path[1])
        case 2: try add(key, to: .command(path[0]))
        default: try add(key, to: .profile(path[1]))
        }
    }

    private mutating func add(
        _ key: TomlDocument.Key, to table: ConfigurationTable
    ) throws(WrongKey) {
        let name = key.path[key.path.count - 1]
        var allowed = CommandKeys.all
        if case .command(let command) = table { allowed = allowed.filter { $0.command == command } }
        guard allowed.contains(where: { $0[name] != nil }) else {
            throw Self.noKey(name, in: table, of: allowed)
        }
        guard let value = key.value else { throw WrongKey("'\(name)' is a key, not a table") }
        entries.append(Entry(table: table, key: name, value: value, line: key.line))
    }

    private static func noKey(
        _ name: String, in table: ConfigurationTable, of commands: [CommandKeys]
    ) -> WrongKey {
        if let other = CommandKeys.all.first(where: { $0[name] != nil }) {
            return WrongKey("'\(name)' is a key of \(other.command), not one to be \(table.place)")
        }
        let near = nearest(to: name, among: commands.flatMap { $0.keys.map(\.name) })
        return WrongKey(
            near.map { "no such key '\(name)', did you mean '\($0)'?" }
                ?? "no such key '\(name)' \(table.place); allowed: the flags of "
                + commands.map(\.command).joined(separator: " and ") + " without --")
    }

    private static func noTable(_ name: String) -> WrongKey {
        if CommandKeys.all.contains(where: { $0[name] != nil }) {
            return WrongKey("'\(name)' is a key, not a table")
        }
        let tables = CommandKeys.all.map(\.command) + ["profile"]
        let near = nearest(to: name, among: tables).map { ", did you mean [\($0)]?" } ?? ""
        return WrongKey(
            "no such table [\(ConfigurationValue.key(name))]\(near); allowed: "
                + tables.map(header).joined(separator: ", "))
    }

    private static func header(_ table: String) -> String {
        table == "profile" ? "[profile.NAME]" : "[\(table)]"
    }
}
