package import Text

/// One setting of a link as `link.describe` tells it, apart from which end's it is.
package struct SettingDescription: Sendable {
    package enum Kind: String, Sendable {
        /// One of `choices`.
        case choice
        /// A number within `range`, or one of `choices`.
        case number
        /// Words; `choices` are some that it takes.
        case text
        /// True or false.
        case flag
        /// Several texts.
        case list
    }

    /// The flag's, without its dashes.
    package var name: String
    package var kind: Kind
    /// Of numbers: `ms`, `bit/s`, …
    package var unit: String?
    package var range: ClosedRange<Double>?
    package var choices: [String]?
    /// It can be changed while the link runs.
    package var isLive = false
    /// The other end may ask for it.
    package var mayPeerAsk = false
    /// One line, without a full stop.
    package var help: String

    /// As it is written on a command line.
    package var flag: String { name == "host" ? "HOST" : "--" + name }

    /// Its object; `end` is `this` or `peer`.
    package func json(value: JSONValue, standard: JSONValue, end: String) -> JSONValue {
        .object([
            ("name", .text(name)),
            ("flag", .text(flag)),
            ("type", .text(kind.rawValue)),
            ("value", value),
            ("default", standard),
            ("unit", .optional(unit, JSONValue.text)),
            (
                "range",
                .optional(range) { .array([.number($0.lowerBound), .number($0.upperBound)]) }
            ),
            ("choices", .optional(choices) { .array($0.map(JSONValue.text)) }),
            ("isLive", .flag(isLive)),
            ("end", .text(end)),
            ("mayPeerAsk", .flag(mayPeerAsk)),
            ("help", .text(help)),
        ])
    }
}
