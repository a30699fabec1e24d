import Glibc

/// What is measured of every contestant, and the bar that ours has to keep to.
struct Table {
    /// How high ours may be at most, or how low at least.
    enum Bar {
        case most(Double)
        case least(Double)

        var value: Double {
            switch self {
            case .most(let value), .least(let value): value
            }
        }

        func isMet(by value: Double) -> Bool {
            switch self {
            case .most(let bar): value <= bar
            case .least(let bar): value >= bar
            }
        }
    }

    private static let labelWidth = 34
    private static let width = 13

    private(set) var missed = 0

    /// `columns` names the contestants, ours first.
    init(columns: [String]) { names(columns) }

    /// Names the columns of the next rows.
    func names(_ columns: [String]) {
        print(Self.left("", Self.labelWidth), Self.right("bar"), terminator: "")
        print(columns.map { Self.right($0) }.joined())
    }

    /// A line that says what the next rows are.
    func head(_ text: String) { print("\n\(text)") }

    /// `values` in the order of the columns, ours first; `bar` is for that.
    mutating func row(_ label: String, bar: Bar? = nil, _ values: [Double], digits: Int) {
        let isMissed = bar.map { !$0.isMet(by: values[0]) } ?? false
        if isMissed { missed += 1 }
        let goal = bar.map { Self.right($0.value, digits) } ?? Self.right("")
        print(Self.left("  " + label, Self.labelWidth), goal, terminator: "")
        print(values.map { Self.right($0, digits) }.joined(), isMissed ? "  MISSED" : "")
        fflush(nil)
    }

    /// Says how it went; true where every bar is met.
    func conclude() -> Bool {
        print(missed == 0 ? "\nEvery bar is met." : "\nMissed: \(missed).")
        return missed == 0
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
