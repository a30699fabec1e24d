import Engine
import Text

/// All the files of configuration, merged key by key.
struct Configuration {
    /// What a key is set to, and by whom.
    struct Setting {
        var value: ConfigurationValue
        var path: String
        /// From 1.
        var line: Int
        var table: ConfigurationTable

        /// nil where it is of no profile.
        var profile: String? { if case .profile(let name) = table { name } else { nil } }

        /// `/etc/xdg/jacknet/config.toml:12`.
        var place: String { "\(path):\(line)" }
    }

    private var tables: [ConfigurationTable: [String: Setting]] = [:]
    private var profiles: Set<String> = []
    private let places: ConfigurationPlaces

    /// Reads them anew.
    init(_ environment: Environment) throws(LinkFailure) {
        places = ConfigurationPlaces(environment)
        for path in places.all {
            guard let file = try ConfigurationFile(path: path) else { continue }
            profiles.formUnion(file.profiles)
            for entry in file.entries where tables[entry.table]?[entry.key] == nil {
                tables[entry.table, default: [:]][entry.key] = Setting(
                    value: entry.value, path: path, line: entry.line, table: entry.table)
            }
        }
    }

    /// What is set for a command, by key: a profile before the command's table, and that before
    /// what is for both. Keys that only other commands have are left out.
    func settings(
        for keys: CommandKeys, profile: String?
    ) throws(LinkFailure) -> [String: Setting] {
        var settings = tables[.everywhere, default: [:]]
        settings.merge(tables[.command(keys.command), default: [:]]) { $1 }
        if let profile {
            guard profiles.contains(profile) else { throw noProfile(profile) }
            settings.merge(tables[.profile(profile), default: [:]]) { $1 }
        }
        return settings.filter { keys[$0.key] != nil }
    }

    private func noProfile(_ name: String) -> LinkFailure {
        if profiles.isEmpty {
            let header = "[profile.\(ConfigurationValue.key(name))]"
            return LinkFailure(
                .usage,
                "@\(name): no such profile; write \(header) in \(places.all.first ?? "config.toml")"
            )
        }
        let known = profiles.sorted()
        let near = nearest(to: name, among: known).map { ", did you mean @\($0)?" } ?? ""
        let list = known.map { "@" + $0 }.joined(separator: ", ")
        return LinkFailure(.usage, "@\(name): no such profile\(near); allowed: \(list)")
    }
}
