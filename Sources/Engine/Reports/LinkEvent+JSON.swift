package import Text

extension LinkEvent {
    /// The members of an event's object.
    package var jsonMembers: [(String, JSONValue)] {
        let fields = fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }
        return [
            ("severity", .text(severity.rawValue)), ("event", .text(name)),
            ("message", .text(message)), ("fields", .object(fields)),
        ]
    }
}

extension LinkEvent.Value {
    fileprivate var json: JSONValue {
        switch self {
        case .text(let text): .text(text)
        case .integer(let integer): .integer(integer)
        case .number(let number): .number(number)
        case .flag(let flag): .flag(flag)
        }
    }
}
