/// Options and their values.
struct Flags {
    private var values: [String: String] = [:]

    init(_ arguments: [String], _ known: Set<String>) throws(Fault) {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard known.contains(name) else { throw Fault("'\(name)' is no option") }
            guard let value = rest.popFirst() else { throw Fault("\(name) needs a value") }
            values[name] = value
        }
    }

    subscript(_ name: String) -> String? { values[name] }

    func number(_ name: String, _ range: ClosedRange<Double>) throws(Fault) -> Double? {
        guard let value = values[name] else { return nil }
        guard let number = Double(value), range.contains(number) else {
            throw Fault(
                "\(name) '\(value)' is no number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        return number
    }
}
