package import Units

extension Values {
    /// `128k`, `1.5M` or `64000`, in bits per second.
    package static func bitrate(_ text: String) throws(InvalidValue) -> Int {
        let allowed = "6k to 32640k bits per second (128k, 1.5M, 64000)"
        let multiplier: Double? =
            switch text.last {
            case "k", "K": 1_000
            case "M": 1_000_000
            default: nil
            }
        guard let number = decimal(multiplier == nil ? text[...] : text.dropLast()) else {
            throw InvalidValue("not a bitrate", allowed: allowed)
        }
        let bits = (number * (multiplier ?? 1)).rounded()
        try check(bits, in: 6_000...32_640_000, allowed: allowed)
        return Int(bits)
    }

    /// A level in decibels below full scale.
    package static func ceiling(_ text: String) throws(InvalidValue) -> Decibels {
        Decibels(try number(text, in: -60...0, allowed: "-60 to 0 (dBFS)"))
    }

    /// `10`, `1.5:-40`: seconds, and a level in dBFS.
    package static func silenceAlarm(_ text: String) throws(InvalidValue) -> SilenceAlarm {
        let allowed = "SECONDS or SECONDS:dB, 0.1 to 86400 and -120 to 0 (dBFS)"
        let words = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let seconds = try number(String(words[0]), in: 0.1...86_400, allowed: allowed)
        var alarm = SilenceAlarm(patience: Nanoseconds(milliseconds: seconds * 1_000) ?? .zero)
        if words.count > 1 {
            let level = try number(String(words[1]), in: -120...0, allowed: allowed)
            alarm.threshold = Decibels(level)
        }
        return alarm
    }

    /// A gain in decibels.
    package static func gain(_ text: String) throws(InvalidValue) -> Decibels {
        Decibels(try number(text, in: -100...24, allowed: "-100 to 24 (dB)"))
    }

    /// For each output channel the input channel, counted from 1, or `-`: `2,1`, `1,1`, `-,3`.
    package static func map(_ text: String) throws(InvalidValue) -> ChannelMap {
        let allowed = "1 to 64 or - for each channel, parted by commas (2,1)"
        if text.isEmpty { throw InvalidValue("empty", allowed: allowed) }
        let words = text.split(separator: ",", omittingEmptySubsequences: false)
        if words.count > 64 { throw InvalidValue("more than 64 channels", allowed: allowed) }
        var sources: [Int?] = []
        for word in words {
            if word == "-" {
                sources.append(nil)
                continue
            }
            guard word.utf8.allSatisfy(isDigit), let number = Int(word), (1...64).contains(number)
            else { throw InvalidValue("no channel \"\(word)\"", allowed: allowed) }
            sources.append(number - 1)
        }
        return ChannelMap(sources)
    }

    package static func channels(_ text: String) throws(InvalidValue) -> Int {
        try integer(text, in: 1...64)
    }

    /// `tone:440`, `-` or a file's path.
    package static func source(_ text: String) throws(InvalidValue) -> AudioSource {
        let allowed = "tone:HERTZ, FILE or - (standard input)"
        if text == "-" { return .standardInput }
        if text.hasPrefix("tone:") {
            let toneAllowed = "tone:1 to tone:192000 (hertz)"
            let hertz = try number(
                String(text.dropFirst(5)), in: 1...192_000, allowed: toneAllowed)
            return .tone(hertz: hertz)
        }
        if text.isEmpty { throw InvalidValue("empty", allowed: allowed) }
        return .file(path: text)
    }

    /// `null`, `-` or a file's path.
    package static func sink(_ text: String) throws(InvalidValue) -> AudioSink {
        switch text {
        case "-": return .standardOutput
        case "null": return .null
        case "": throw InvalidValue("empty", allowed: "FILE, - (standard output) or null")
        default: return .file(path: text)
        }
    }
}
