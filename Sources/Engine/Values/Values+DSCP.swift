extension Values {
    /// A DiffServ code point by its name or number, 0 … 63.
    package static func dscp(_ text: String) throws(InvalidValue) -> UInt8 {
        if let point = dscpNames[text.uppercased()] { return point }
        let allowed = "EF, VA, AF11 to AF43, CS0 to CS7, LE, DF or 0 to 63"
        guard let number = decimal(text) else {
            throw InvalidValue("no such code point", allowed: allowed)
        }
        try check(number, in: 0...63, allowed: allowed)
        guard let point = UInt8(exactly: number) else {
            throw InvalidValue("not a whole number", allowed: allowed)
        }
        return point
    }

    /// RFC 2474 (DF, CSn), RFC 2597 (AFxy), RFC 3246 (EF), RFC 5865 (VA), RFC 8622 (LE).
    private static let dscpNames: [String: UInt8] = {
        var names: [String: UInt8] = ["EF": 46, "VA": 44, "DF": 0, "BE": 0, "LE": 1]
        for selector: UInt8 in 0...7 { names["CS\(selector)"] = 8 * selector }
        for group: UInt8 in 1...4 {
            for precedence: UInt8 in 1...3 {
                names["AF\(group)\(precedence)"] = 8 * group + 2 * precedence
            }
        }
        return names
    }()
}
