import Engine
import Text

/// What was found of this machine, for people.
struct LocalText {
    let terminal: Terminal

    /// What is so, and under it what to do about it.
    func lines(for finding: LocalFinding) -> [String] {
        let (sign, colour): (String, Int) =
            switch finding.verdict {
            case .good: (terminal.isUnicode ? "✓" : "ok", 32)
            case .noted: (terminal.isUnicode ? "·" : "--", 0)
            case .bad: (terminal.isUnicode ? "✗" : "NO", 31)
            }
        let shown =
            terminal.hasColour && colour != 0 ? "\u{1b}[\(colour)m\(sign)\u{1b}[0m" : sign
        let head = "\(shown) \(finding.name.padded(to: 10)) \(finding.detail.escaped)"
        return [head] + (finding.remedy.map { ["  " + $0.escaped] } ?? [])
    }
}

extension LocalFinding {
    var jsonValue: JSONValue {
        .object([
            ("name", .text(name)), ("verdict", .text(verdict.rawValue)), ("detail", .text(detail)),
            ("remedy", .optional(remedy, JSONValue.text)),
        ])
    }
}
