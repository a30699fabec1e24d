import Units

/// The text that makes the same impairment again: what differs from an unimpaired network, in the order
/// of `members`.
extension Impairment: CustomStringConvertible {
    package var description: String {
        let usual = Impairment()
        var parts: [String] = []
        func add(_ name: String, _ value: String, unless isUsual: Bool) {
            if !isUsual { parts.append("\(name)=\(value)") }
        }
        add("loss", Self.text(share: loss), unless: loss == usual.loss)
        add("burst", Self.text(burst), unless: burst == usual.burst)
        add("burst-model", burstModel.rawValue, unless: burstModel == usual.burstModel)
        add("delay", Self.text(delay), unless: delay == usual.delay)
        add("jitter", Self.text(jitter), unless: jitter == usual.jitter)
        add("distribution", distribution.rawValue, unless: distribution == usual.distribution)
        add("order", overtakes ? "free" : "kept", unless: overtakes == usual.overtakes)
        add("reorder", Self.text(share: reorder), unless: reorder == usual.reorder)
        add("duplicate", Self.text(share: duplicate), unless: duplicate == usual.duplicate)
        add("rate", Self.text(bits: rate), unless: rate == usual.rate)
        add("queue", Self.text(queue), unless: queue == usual.queue)
        add(
            "outage", Self.text(outage) + "/" + Self.text(outageEvery),
            unless: (outage, outageEvery) == (usual.outage, usual.outageEvery))
        add(
            "stall", Self.text(stall) + "/" + Self.text(stallEvery),
            unless: (stall, stallEvery) == (usual.stall, usual.stallEvery))
        if let seed { parts.append("seed=\(seed)") }
        return parts.isEmpty ? "loss=0%" : parts.joined(separator: ",")
    }

    /// `3` for 3.0.
    private static func text(_ number: Double) -> String {
        let text = "\(number)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func text(share: Double) -> String {
        // 0.07 × 100 is a little more than 7.
        let percent = (share * 1e11).rounded() / 1e9
        return percent / 100 == share ? text(percent) + "%" : text(share)
    }

    private static func text(_ time: Nanoseconds) -> String {
        let count = time.count
        if count % 1_000_000_000 == 0 { return "\(count / 1_000_000_000)s" }
        if count % 1_000_000 == 0 { return "\(count / 1_000_000)ms" }
        return text(Double(count) / 1e3) + "us"
    }

    private static func text(bits: Double) -> String {
        for (unit, factor) in [("G", 1e9), ("M", 1e6), ("k", 1e3)]
        where bits >= factor && (bits / factor * 1e3).rounded() == bits / factor * 1e3 {
            return text(bits / factor) + unit
        }
        return text(bits)
    }
}
