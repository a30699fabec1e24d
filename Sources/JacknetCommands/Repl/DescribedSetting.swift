import Text

/// A setting, as the link describes it (`link.describe`).
struct DescribedSetting {
    let name: String
    let type: String
    let value: JSONValue
    let initial: JSONValue
    let unit: String?
    let range: (low: Double, high: Double)?
    let choices: [String]
    let isLive: Bool
    /// It is a setting of the other end, which is asked to change it.
    let isPeers: Bool
    let mayPeerAsk: Bool
    let help: String

    init?(_ value: JSONValue) {
        guard let name = value["name"]?.text else { return nil }
        self.name = name
        type = value["type"]?.text ?? "text"
        self.value = value["value"] ?? .null
        initial = value["default"] ?? .null
        unit = value["unit"]?.text
        let bounds = (value["range"]?.items ?? []).compactMap(\.number)
        range = bounds.count == 2 ? (bounds[0], bounds[1]) : nil
        choices = (value["choices"]?.items ?? []).compactMap(\.text)
        isLive = value["isLive"]?.flag ?? false
        isPeers = value["end"]?.text == "peer"
        mayPeerAsk = value["mayPeerAsk"]?.flag ?? false
        help = value["help"]?.text ?? ""
    }

    /// The words that can stand for its value.
    var words: [String] {
        if !choices.isEmpty { return choices }
        return type == "flag" ? ["true", "false"] : []
    }

    /// What it takes: `f32, s24, s16, opus`, `0 to 10000 ms, or auto, auto:low`
    var allowed: String {
        let words = choices.joined(separator: ", ")
        switch type {
        case "choice": return words
        case "flag": return "true, false"
        case "list": return "words, one after the other"
        default: break
        }
        let unit = unit.map { " " + $0 } ?? ""
        if let range {
            let numbers = "\(range.low.shortest) to \(range.high.shortest)\(unit)"
            return choices.isEmpty ? numbers : numbers + ", or " + words
        }
        let text = "a \(type)" + (unit.isEmpty ? "" : " in\(unit)")
        return choices.isEmpty ? text : text + ", such as " + words
    }

    /// For people: `20 ms`, `opus`, `-` where it is not set.
    static func text(_ value: JSONValue, unit: String? = nil) -> String {
        switch value {
        case .null: "-"
        case .text(let text): text.isEmpty ? "''" : text.escaped
        case .flag(let flag): flag ? "true" : "false"
        case .array(let items): items.isEmpty ? "-" : items.map { text($0) }.joined(separator: " ")
        default: (value.number?.shortest ?? value.description) + (unit.map { " " + $0 } ?? "")
        }
    }
}
