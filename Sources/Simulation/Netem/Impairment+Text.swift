package import Units

/// What is wrong with the text of an impairment: for one line to a person.
package struct InvalidImpairment: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// `loss=2%,burst=3,delay=20ms,jitter=5ms,reorder=1%`
extension Impairment {
    /// The members that a text may have, for help and completion.
    package static let members = [
        "loss", "burst", "burst-model", "delay", "jitter", "distribution", "order", "reorder",
        "duplicate", "rate", "queue", "outage", "stall", "seed",
    ]

    package init(_ text: String) throws(InvalidImpairment) {
        self.init()
        var seen: Set<Substring> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let equals = part.firstIndex(of: "=") else {
                throw InvalidImpairment("'\(part)' has no value: write, say, loss=2%")
            }
            let name = part[..<equals]
            guard seen.insert(name).inserted else {
                throw InvalidImpairment("\(name) is there twice")
            }
            try set(name, part[part.index(after: equals)...])
        }
        guard burst == 1 || loss > 0 else {
            throw InvalidImpairment("burst needs a loss: add, say, loss=2%")
        }
        // So many losses cannot come in runs so short.
        guard loss <= burst / (burst + 1) || burst == 1 else {
            throw InvalidImpairment("burst=\(burst) is too short for such a loss: at least twice")
        }
    }

    private mutating func set(
        _ name: Substring, _ value: Substring
    ) throws(InvalidImpairment) {
        switch name {
        case "loss": loss = try Self.part(name, value)
        case "reorder": reorder = try Self.part(name, value)
        case "duplicate": duplicate = try Self.part(name, value)
        case "burst": burst = try Self.number(name, value, 1...10_000, "datagrams, 1 or more")
        case "delay": delay = try Self.time(name, value)
        case "jitter": jitter = try Self.time(name, value)
        case "rate": rate = try Self.bits(name, value)
        case "distribution": distribution = try Self.choice(name, value)
        case "burst-model": burstModel = try Self.choice(name, value)
        case "order":
            guard value == "kept" || value == "free" else {
                throw InvalidImpairment("order '\(value)' is neither kept nor free")
            }
            overtakes = value == "free"
        case "seed":
            guard let seed = UInt64(value) else {
                throw InvalidImpairment("seed '\(value)' is no whole number")
            }
            self.seed = seed
        case "queue": queue = try Self.time(name, value)
        case "outage": (outage, outageEvery) = try Self.cycle(name, value, outageEvery)
        case "stall": (stall, stallEvery) = try Self.cycle(name, value, stallEvery)
        default:
            throw InvalidImpairment(
                "'\(name)' is none of " + Self.members.joined(separator: ", "))
        }
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: Substring, _ value: Substring
    ) throws(InvalidImpairment) -> Choice where Choice.RawValue == String {
        if let choice = Choice(rawValue: String(value)) { return choice }
        let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw InvalidImpairment("\(name) '\(value)' is none of \(all)")
    }

    private static func number(
        _ name: Substring, _ value: Substring, _ range: ClosedRange<Double>, _ what: String
    ) throws(InvalidImpairment) -> Double {
        guard let number = Double(value), range.contains(number) else {
            throw InvalidImpairment("\(name) '\(value)' is no number of \(what)")
        }
        return number
    }

    /// `2%` or `0.02`.
    private static func part(
        _ name: Substring, _ value: Substring
    ) throws(InvalidImpairment) -> Double {
        let isPercent = value.last == "%"
        let number = Double(isPercent ? value.dropLast() : value)
        guard let number, (0...(isPercent ? 100 : 1)).contains(number) else {
            throw InvalidImpairment("\(name) '\(value)' is no share like 2%")
        }
        return isPercent ? number / 100 : number
    }

    /// `20ms`, `1.5s`, `300us`; up to ten minutes. `name` is what an error speaks of.
    package static func time(
        _ name: Substring, _ value: Substring
    ) throws(InvalidImpairment) -> Nanoseconds {
        for (unit, factor) in [("ms", 1e6), ("us", 1e3), ("s", 1e9)] where value.hasSuffix(unit) {
            guard let number = Double(value.dropLast(unit.count)), number >= 0,
                number * factor <= 600e9
            else { break }
            return Nanoseconds(Int64((number * factor).rounded()))
        }
        throw InvalidImpairment("\(name) '\(value)' is no time like 20ms")
    }

    /// `3s/60s`, or `3s` of every `usual`.
    private static func cycle(
        _ name: Substring, _ value: Substring, _ usual: Nanoseconds
    ) throws(InvalidImpairment) -> (Nanoseconds, Nanoseconds) {
        let parts = value.split(separator: "/", omittingEmptySubsequences: false)
        let length = try time(name, parts[0])
        let every = parts.count > 1 ? try time(name, parts[1]) : usual
        guard parts.count <= 2, length < every else {
            throw InvalidImpairment(
                "\(name) '\(value)' is no LENGTH/EVERY like 3s/60s, the first the shorter")
        }
        return (length, every)
    }

    /// `2M`, `500k`, in bits a second.
    private static func bits(
        _ name: Substring, _ value: Substring
    ) throws(InvalidImpairment) -> Double {
        let factors: [Character: Double] = ["k": 1e3, "M": 1e6, "G": 1e9]
        let factor = value.last.flatMap { factors[$0] }
        let number = Double(factor == nil ? value : value.dropLast())
        guard let number, number > 0, number * (factor ?? 1) <= 1e12 else {
            throw InvalidImpairment("\(name) '\(value)' is no rate like 2M, in bits a second")
        }
        return number * (factor ?? 1)
    }
}
