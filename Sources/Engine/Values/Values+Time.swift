package import Units

extension Values {
    /// `10`, `10s`, `500ms`, `5m`, `1.5h`: more than nothing, a year at most.
    package static func duration(_ text: String) throws(InvalidValue) -> Nanoseconds {
        let allowed = "a number and ms, s, m or h (10, 10s, 5m, 1h), up to a year"
        let digits = text.prefix { !$0.isLetter }
        let millisecondsPerUnit: [Substring: Double] = [
            "": 1_000, "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000,
        ]
        guard let unit = millisecondsPerUnit[text[digits.endIndex...]] else {
            throw InvalidValue("no such unit of time", allowed: allowed)
        }
        guard let number = decimal(digits) else {
            throw InvalidValue("not a duration", allowed: allowed)
        }
        try check(number * unit, in: 1...31_536_000_000, allowed: allowed)
        return Nanoseconds(milliseconds: number * unit) ?? .zero
    }

    /// End to end: milliseconds, `auto`, or `auto:` and a profile.
    package static func latency(_ text: String) throws(InvalidValue) -> LatencyWish {
        let allowed = "0 to 10000 (milliseconds), auto, auto:low, auto:normal or auto:safe"
        if text == "auto" || text.hasPrefix("auto:") {
            let profile = text == "auto" ? "normal" : text.dropFirst(5)
            guard let wish = LatencyWish(profile: profile) else {
                throw InvalidValue("no such profile", allowed: allowed)
            }
            return wish
        }
        let number = try number(text, in: 0...10_000, allowed: allowed)
        return .fixed(Nanoseconds(milliseconds: number) ?? .zero)
    }

    /// End to end, in milliseconds, and nothing but a number.
    package static func fixedLatency(_ text: String) throws(InvalidValue) -> Nanoseconds {
        let number = try number(text, in: 0...10_000, allowed: "0 to 10000 (milliseconds)")
        return Nanoseconds(milliseconds: number) ?? .zero
    }

    /// How long a probe measures: as `duration`, a second to a minute.
    package static func probeDuration(_ text: String) throws(InvalidValue) -> Nanoseconds {
        let time = try duration(text)
        try check(time, in: ProbeSettings.durations, allowed: "1s to 60s")
        return time
    }

    /// `LOW-HIGH`, in milliseconds.
    package static func latencyRange(
        _ text: String
    ) throws(InvalidValue) -> ClosedRange<Nanoseconds> {
        let allowed = "LOW-HIGH, both 0 to 10000 (milliseconds)"
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2 else { throw InvalidValue("not a range", allowed: allowed) }
        let low = try number(String(bounds[0]), in: 0...10_000, allowed: allowed)
        let high = try number(String(bounds[1]), in: 0...10_000, allowed: allowed)
        if low > high { throw InvalidValue("LOW above HIGH", allowed: allowed) }
        guard let least = Nanoseconds(milliseconds: low), let most = Nanoseconds(milliseconds: high)
        else { throw InvalidValue("not a range", allowed: allowed) }
        return least...most
    }

    /// A sample rate in hertz.
    package static func rate(_ text: String) throws(InvalidValue) -> SampleRate {
        let allowed = "8000 to 384000 (hertz)"
        let hertz = try integer(text, in: 8_000...384_000, unit: " (hertz)")
        guard let rate = SampleRate(hertz: hertz) else {
            throw InvalidValue("no such rate", allowed: allowed)
        }
        return rate
    }
}
