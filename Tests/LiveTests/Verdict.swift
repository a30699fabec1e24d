/// What soundjudge says of a recording.
struct Verdict: CustomStringConvertible {
    let wrongChannels: Int
    let levelError: Double
    let thdPlusNoise: Double
    let discontinuities: Int
    /// Cycles that a JACK server lost.
    let lostCycles: Int
    /// Times at which a processor of this machine stood still.
    let standstills: Int
    /// How often a client came late to its server.
    let xruns: Int
    /// Milliseconds; nil where no pulse came out undisturbed.
    let latency: Double?
    /// Nil where what tells was disturbed.
    let isExact: Bool?
    private let json: String
    /// What the receiver has told its user so far.
    var told = ""
    var description: String { json + told }

    /// The machine or a server, not the link, stood still or lost something meanwhile: what came out then
    /// says less of the link.
    var unrest: Int { lostCycles + standstills + xruns }
    /// Half a second of the sine, and a pulse, were undisturbed; or undisturbed sound was another one.
    var tells: Bool { wrongChannels > 0 || thdPlusNoise > -399 && latency != nil }

    init?(json: String) {
        self.json = json
        var values: [Substring: Substring] = [:]
        for pair in json.split(whereSeparator: { "{},\n".contains($0) }) {
            let parts = pair.split(separator: ":")
            guard parts.count == 2 else { continue }
            let key = parts[0].trimmed.dropFirst().dropLast()
            values[key] = parts[1].trimmed
        }
        func number(_ key: Substring) -> Double? { values[key].flatMap { Double($0) } }
        guard let wrong = number("wrongChannels"), let level = number("levelError"),
            let residual = number("thdPlusNoise"), let breaks = number("discontinuities"),
            let lost = number("lostCycles"), let still = number("standstills"),
            let late = number("xruns"), let exact = values["exact"]
        else { return nil }
        wrongChannels = Int(wrong)
        levelError = level
        thdPlusNoise = residual
        discontinuities = Int(breaks)
        lostCycles = Int(lost)
        standstills = Int(still)
        xruns = Int(late)
        latency = number("latencyMilliseconds")
        isExact = exact == "null" ? nil : exact == "true"
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
