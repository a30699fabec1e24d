/// A JSON value (RFC 8259) whose description is its text, on one line, keys in the order given.
package indirect enum JSONValue: CustomStringConvertible, Sendable {
    case null
    case flag(Bool)
    case integer(Int64)
    case count(UInt64)
    /// To three decimals; what JSON has no number for (infinities) is null.
    case number(Double)
    case text(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    package var description: String {
        switch self {
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .integer(let integer): String(integer)
        case .count(let count): String(count)
        case .number(let number): Self.text(of: number)
        case .text(let text): Self.quoted(text)
        case .array(let values): "[" + values.map(\.description).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { Self.quoted($0.0) + ":\($0.1)" }.joined(separator: ",") + "}"
        }
    }

    private static func text(of number: Double) -> String {
        guard number.isFinite else { return "null" }
        let rounded = (number * 1000).rounded() / 1000
        guard rounded.isFinite else { return String(number) }
        return rounded == 0 ? "0" : rounded.shortest
    }

    /// Treacherous characters are escaped too: someone may look at the line on a terminal.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.isTreacherous:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension JSONValue {
    /// The value where there is one, else null.
    package static func optional<Value>(_ value: Value?, _ make: (Value) -> JSONValue) -> JSONValue
    {
        value.map(make) ?? .null
    }
}
