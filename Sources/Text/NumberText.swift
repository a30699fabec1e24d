extension Double {
    /// With `digits` decimals, 0 … 6; what has no such form is `-`.
    package func fixed(_ digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        guard let scaled = Int64(exactly: (self * scale).rounded()) else { return "-" }
        let text = String(scaled.magnitude)
        let sign = scaled < 0 ? "-" : ""
        if digits == 0 { return sign + text }
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
    }

    /// Without a fraction where it is whole.
    package var shortest: String {
        if let whole = Int64(exactly: self) { return String(whole) }
        return String(self)
    }

    /// With a unit's prefix: `384 kB/s`, `1.5 MB/s`.
    package func scaled(_ unit: String) -> String {
        switch magnitude {
        case ..<1e3: "\(fixed(0)) \(unit)"
        case ..<1e6: "\((self / 1e3).fixed(0)) k\(unit)"
        default: "\((self / 1e6).fixed(1)) M\(unit)"
        }
    }
}
