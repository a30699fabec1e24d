import Text

/// From the words of the command line to typed values; every function takes one flag's value and
/// throws what the user is to read.
package enum Values {
    /// One of the words that an enum's raw values are.
    package static func choice<Choice>(_ text: String) throws(InvalidValue) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        if let choice = Choice(rawValue: text) { return choice }
        let words = Choice.allCases.map(\.rawValue)
        let near = nearest(to: text, among: words).map { ", did you mean \($0)?" } ?? ""
        throw InvalidValue("no such choice" + near, allowed: words.joined(separator: ", "))
    }

    /// A whole number within `range`.
    package static func integer(
        _ text: String, in range: ClosedRange<Int>, unit: String = ""
    ) throws(InvalidValue) -> Int {
        let allowed = "\(range.lowerBound) to \(range.upperBound)\(unit)"
        guard let number = decimal(text) else {
            throw InvalidValue("not a number", allowed: allowed)
        }
        guard let whole = Int(exactly: number) else {
            throw InvalidValue("not a whole number", allowed: allowed)
        }
        try check(whole, in: range, allowed: allowed)
        return whole
    }

    /// A number within `range`.
    package static func number(
        _ text: String, in range: ClosedRange<Double>, allowed: String
    ) throws(InvalidValue) -> Double {
        guard let number = decimal(text) else {
            throw InvalidValue("not a number", allowed: allowed)
        }
        try check(number, in: range, allowed: allowed)
        return number
    }

    /// Says on which side of `range` a value lies that lies outside.
    package static func check<Number: Comparable>(
        _ number: Number, in range: ClosedRange<Number>, allowed: String
    ) throws(InvalidValue) {
        if number < range.lowerBound { throw InvalidValue("too small", allowed: allowed) }
        if number > range.upperBound { throw InvalidValue("too large", allowed: allowed) }
    }

    /// Plain decimal notation; no exponents, hexadecimals, `nan`s or `inf`s.
    package static func decimal(_ text: some StringProtocol) -> Double? {
        let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), unsigned.utf8.count <= 20 else { return nil }
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }) else { return nil }
        return Double(text)
    }

    package static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// No character that a terminal would act on.
    package static func isPrintable(_ text: String) -> Bool { text.escaped == text }
}
