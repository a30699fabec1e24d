package import Text

/// One setting of an end whose settings are a `Settings`: what it is, and how it is read and set.
package struct Setting<Settings: Sendable>: Sendable {
    package typealias Set = @Sendable (inout Settings, JSONValue) throws(InvalidValue) -> Void

    package var description: SettingDescription
    /// Numbers, words, flags and lists; null is "not set".
    package let get: @Sendable (Settings) -> JSONValue
    /// Takes what `get` gives, or the text that the flag takes; null is the default of what can be unset.
    package let set: Set

    package var name: String { description.name }

    package init(
        _ description: SettingDescription, get: @escaping @Sendable (Settings) -> JSONValue,
        set: @escaping Set
    ) {
        self.description = description
        self.get = get
        self.set = set
    }

    /// One that is always set: `parse` takes the flag's text.
    package init<Value>(
        _ description: SettingDescription,
        _ path: any WritableKeyPath<Settings, Value> & Sendable,
        parse: @escaping @Sendable (String) throws(InvalidValue) -> Value,
        json: @escaping @Sendable (Value) -> JSONValue
    ) {
        self.init(
            description, get: { json($0[keyPath: path]) },
            set: { (settings, value) throws(InvalidValue) in
                settings[keyPath: path] = try parse(try value.flagText())
            })
    }

    /// One that can be left unset, as null does.
    package init<Value>(
        _ description: SettingDescription,
        optional path: any WritableKeyPath<Settings, Value?> & Sendable,
        parse: @escaping @Sendable (String) throws(InvalidValue) -> Value,
        json: @escaping @Sendable (Value) -> JSONValue
    ) {
        self.init(
            description, get: { .optional($0[keyPath: path], json) },
            set: { (settings, value) throws(InvalidValue) in
                if case .null = value {
                    settings[keyPath: path] = nil
                } else {
                    settings[keyPath: path] = try parse(try value.flagText())
                }
            })
    }

    /// A flag.
    package init(
        _ description: SettingDescription, flag path: any WritableKeyPath<Settings, Bool> & Sendable
    ) {
        self.init(
            description, get: { .flag($0[keyPath: path]) },
            set: { (settings, value) throws(InvalidValue) in
                switch value {
                case .flag(let flag): settings[keyPath: path] = flag
                case .text("true"), .text("on"): settings[keyPath: path] = true
                case .text("false"), .text("off"): settings[keyPath: path] = false
                default: throw InvalidValue("neither true nor false", allowed: "true, false")
                }
            })
    }
}

extension JSONValue {
    /// For people: a text as it is, a number in its shortest form.
    var flagWord: String { (try? flagText()) ?? description }

    /// What the flag would be given on a command line.
    func flagText() throws(InvalidValue) -> String {
        switch self {
        case .text(let text): return text
        case .integer, .count, .number: return (number ?? 0).shortest
        case .array(let items):
            var texts: [String] = []
            for item in items { texts.append(try item.flagText()) }
            return texts.joined(separator: ",")
        case .null: throw InvalidValue("not a value", allowed: "a number or a text")
        case .flag, .object:
            throw InvalidValue("of the wrong type", allowed: "a number or a text")
        }
    }

    /// What a flag that may be repeated would be given; null is nothing.
    func flagTexts() throws(InvalidValue) -> [String] {
        switch self {
        case .null: return []
        case .array(let items):
            var texts: [String] = []
            for item in items { texts.append(try item.flagText()) }
            return texts
        default: return [try flagText()]
        }
    }
}
