import Glibc

/// What is measured of every contestant, and the bar that ours has to stay under.
struct Table {
    private static let labelWidth = 34
    private static let width = 13

    private(set) var missed = 0

    init() {
        print(Self.left("", Self.labelWidth), Self.right("bar"), terminator: "")
        print(Entry.allCases.map { Self.right($0.name) }.joined())
    }

    /// A line that says what the next rows are.
    func head(_ text: String) { print("\n\(text)") }

    /// `values` in the order of the entries, ours first; it may be as high as `bar`.
    mutating func row(_ label: String, bar: Double? = nil, _ values: [Double], digits: Int) {
        let isMissed = bar.map { !(values[0] <= $0) } ?? false
        if isMissed { missed += 1 }
        let goal = bar.map { Self.right($0, digits) } ?? Self.right("")
        print(Self.left("  " + label, Self.labelWidth), goal, terminator: "")
        print(values.map { Self.right($0, digits) }.joined(), isMissed ? "  MISSED" : "")
        fflush(nil)
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func right(_ text: String) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func right(_ value: Double, _ digits: Int) -> String {
        let scale = pow(10, Double(digits))
        let rounded = Int64((value.magnitude * scale).rounded())
        let fraction = String(rounded % Int64(scale))
        let padding = String(repeating: "0", count: digits - min(digits, fraction.count))
        let sign = value < 0 && rounded > 0 ? "−" : ""
        let decimals = digits > 0 ? "." + padding + fraction : ""
        return right(sign + String(rounded / Int64(scale)) + decimals)
    }
}
