import Engine
import Text

/// The text of a `config.toml` with one profile in it replaced, and nothing else.
struct ProfileText {
    typealias Setting = (key: String, value: ConfigurationValue)

    private let path: String
    private let profile: String
    private let settings: [Setting]

    /// `path` is for messages.
    init(path: String, profile: String, settings: [Setting]) {
        self.path = path
        self.profile = profile
        self.settings = settings
    }

    /// `old` with `[profile.NAME]` as it is to be. Comments stay, those within the profile too.
    func replaced(in old: [UInt8]) throws(LinkFailure) -> [UInt8] {
        let before = try ConfigurationFile.document(path: path, text: old)
        _ = try ConfigurationFile(path: path, text: old)
        let statements = TomlStatement.all(in: old)
        let lineEnd = old.contains(UInt8(ascii: "\r")) ? "\r\n" : "\n"
        let new: [UInt8]
        if let header = statements.firstIndex(where: isHeader) {
            new = replace(after: header, of: statements, lineEnd)
        } else if let key = before.keys.first(where: { $0.path == ["profile", profile] }) {
            throw LinkFailure(
                .usage,
                "\(path):\(key.line): the profile '\(profile)' has no header \(headerText) and must "
                    + "be changed by hand")
        } else {
            new = append(to: old, lineEnd)
        }
        _ = try ConfigurationFile(path: path, text: new)
        let after = try ConfigurationFile.document(path: path, text: new)
        guard others(in: before) == others(in: after), own(in: after) == wanted else {
            throw LinkFailure(
                .usage, "\(path): cannot be changed without harm; write \(headerText) by hand")
        }
        return new
    }

    private var headerText: String { "[profile.\(ConfigurationValue.key(profile))]" }

    private func line(_ setting: Setting) -> String {
        "\(ConfigurationValue.key(setting.key)) = \(setting.value)"
    }

    private func isHeader(_ statement: TomlStatement) -> Bool {
        guard statement.kind == .header,
            let document = try? TomlDocument(parsing: Array(statement.bytes)),
            let last = document.keys.last
        else { return false }
        return last.isTable && last.path == ["profile", profile]
    }

    private func append(to old: [UInt8], _ lineEnd: String) -> [UInt8] {
        var text = ended(old, lineEnd)
        if !text.isEmpty { text += Array(lineEnd.utf8) }
        text += Array((headerText + lineEnd).utf8)
        for setting in settings { text += Array((line(setting) + lineEnd).utf8) }
        return text
    }

    private func replace(
        after header: Int, of statements: [TomlStatement], _ lineEnd: String
    ) -> [UInt8] {
        var text = statements[...header].flatMap(\.bytes)
        let end = statements[(header + 1)...].firstIndex { $0.kind == .header } ?? statements.count
        let lastKey = statements[..<end].lastIndex { $0.kind == .key } ?? header
        var missing = settings
        func addMissing() {
            text = ended(text, lineEnd)
            for setting in missing { text += Array((line(setting) + lineEnd).utf8) }
        }
        for (index, statement) in statements[..<end].enumerated().dropFirst(header + 1) {
            if statement.kind == .key {
                let key = try? TomlDocument(parsing: Array(statement.bytes)).keys.first
                if let at = missing.firstIndex(where: { [$0.key] == key?.path }) {
                    let setting = missing.remove(at: at)
                    if key?.value?.description == setting.value.description {
                        text += statement.bytes
                    } else if statement.comment.isEmpty {
                        text += Array((line(setting) + lineEnd).utf8)
                    } else {
                        text += Array((line(setting) + "  ").utf8) + statement.comment
                    }
                }
                if index == lastKey { addMissing() }
            } else {
                text += statement.bytes
            }
        }
        if lastKey <= header {
            let inserted = statements[(header + 1)..<end].flatMap(\.bytes)
            text.removeLast(inserted.count)
            addMissing()
            text += inserted
        }
        return text + statements[end...].flatMap(\.bytes)
    }

    private func ended(_ text: [UInt8], _ lineEnd: String) -> [UInt8] {
        text.isEmpty || text.last == UInt8(ascii: "\n") ? text : text + Array(lineEnd.utf8)
    }

    // MARK: What the new text must mean

    private var wanted: [String: String] {
        Dictionary(settings.map { ($0.key, "\($0.value)") }) { $1 }
    }

    private func isOwn(_ key: TomlDocument.Key) -> Bool {
        key.path.starts(with: ["profile", profile])
    }

    private func own(in document: TomlDocument) -> [String: String] {
        Dictionary(
            document.keys.filter { isOwn($0) && $0.path.count > 2 }
                .map { ($0.path[2], $0.value.map { "\($0)" } ?? "") }
        ) { $1 }
    }

    private func others(in document: TomlDocument) -> [[String]: ConfigurationValue?] {
        Dictionary(
            document.keys.filter { !isOwn($0) && $0.path != ["profile"] }.map {
                ($0.path, $0.value)
            }
        ) { $1 }
    }
}
