import Text

/// What a key of `config.toml` is set to; the description is its TOML, on one line.
enum ConfigurationValue: Hashable, Sendable, CustomStringConvertible {
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    case list([ConfigurationValue])
    /// What no key takes; `a date or a time`, for messages.
    case other(String)

    /// What is in a JSON value; nil for null, and where there is nothing in TOML that is alike.
    init?(_ value: JSONValue) {
        switch value {
        case .null, .object: return nil
        case .flag(let flag): self = .flag(flag)
        case .text(let text): self = .text(text)
        case .integer(let integer): self = .integer(integer)
        case .count(let count): self = .integer(Int64(clamping: count))
        case .number(let number): self = .number(number)
        case .array(let items): self = .list(items.compactMap { ConfigurationValue($0) })
        }
    }

    /// The value of a flag as it stands on the command line: a number where it is written as one.
    init(word: String) {
        if let integer = Int64(word), String(integer) == word {
            self = .integer(integer)
        } else if let number = Double(word), number.shortest == word, word.contains(".") {
            self = .number(number)
        } else {
            self = .text(word)
        }
    }

    /// As it would stand on the command line; nil where it is more or less than one word.
    var word: String? {
        switch self {
        case .text(let text): text
        case .integer(let integer): String(integer)
        case .number(let number): number.shortest
        case .flag, .list, .other: nil
        }
    }

    /// With its article: `a list`.
    var kind: String {
        switch self {
        case .text: "a text"
        case .integer, .number: "a number"
        case .flag(let flag): "\(flag)"
        case .list: "a list"
        case .other(let name): name
        }
    }

    var description: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .integer(let integer): String(integer)
        // A number without a fraction is an integer to TOML, and the same word to a flag.
        case .number(let number): number.shortest
        case .flag(let flag): String(flag)
        case .list(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
        case .other(let name): Self.quoted(name)
        }
    }

    /// A basic string; treacherous characters are escaped, for whoever looks at it on a terminal.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.isTreacherous:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// A key, bare where it may be.
    static func key(_ name: String) -> String {
        let isBare =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        return isBare ? name : quoted(name)
    }
}
