import FoundationEssentials

extension JSONValue: Codable {
    /// The value that `text` is (RFC 8259); nil where it is none. Members are in the order of their keys.
    package init?(parsing text: String) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) else {
            return nil
        }
        self = value
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// In the order that fails least: a decoder says what a value is not by throwing, which takes its time.
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let number = try? value.decode(Double.self) {
            self = Self.exact(number, value)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if var items = try? decoder.unkeyedContainer() {
            var values: [JSONValue] = []
            while !items.isAtEnd { values.append(try items.decode(JSONValue.self)) }
            self = .array(values)
        } else {
            let members = try decoder.container(keyedBy: Key.self)
            let keys = members.allKeys.sorted { $0.stringValue < $1.stringValue }
            self = .object(
                try keys.map { ($0.stringValue, try members.decode(JSONValue.self, forKey: $0)) })
        }
    }

    /// A whole number as one, also where a `Double` no longer holds it exactly.
    private static func exact(
        _ number: Double, _ value: any SingleValueDecodingContainer
    ) -> JSONValue {
        if number.magnitude < 0x1p53 {
            return Int64(exactly: number).map(JSONValue.integer) ?? .number(number)
        }
        return (try? value.decode(Int64.self)).map(JSONValue.integer) ?? .number(number)
    }
}

extension JSONValue {
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: Key.self)
            for (name, value) in members {
                try container.encode(value, forKey: Key(stringValue: name))
            }
        case .array(let values):
            var container = encoder.unkeyedContainer()
            for value in values { try container.encode(value) }
        default:
            var container = encoder.singleValueContainer()
            switch self {
            case .flag(let flag): try container.encode(flag)
            case .integer(let integer): try container.encode(integer)
            case .count(let count): try container.encode(count)
            case .number(let number) where number.isFinite: try container.encode(number)
            case .text(let text): try container.encode(text)
            case .null, .number, .array, .object: try container.encodeNil()
            }
        }
    }

    /// A member of an object; nil where there is none, or this is no object.
    package subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.0 == key }?.1
    }

    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
    package var items: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
    package var members: [(String, JSONValue)]? {
        if case .object(let members) = self { members } else { nil }
    }

    package var number: Double? {
        switch self {
        case .number(let number): number
        case .integer(let integer): Double(integer)
        case .count(let count): Double(count)
        default: nil
        }
    }
}

extension JSONValue: Equatable {
    /// Objects are equal with the same members in any order.
    package static func == (a: JSONValue, b: JSONValue) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.flag(let a), .flag(let b)): a == b
        case (.text(let a), .text(let b)): a == b
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)):
            a.count == b.count
                && a.allSatisfy { member in b.contains { $0.0 == member.0 && $0.1 == member.1 } }
        default: a.number.map { $0 == b.number } ?? false
        }
    }
}
