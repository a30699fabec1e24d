import Units

/// Keeps what strangers cause from filling a log: the first lines pass, then one each ten seconds, which
/// says how many were not told. Sans-IO: it is told the time.
struct LogThrottle {
    private let burst: Int
    private let interval: Nanoseconds
    /// When the whole burst is there again.
    private var isFullAt = Nanoseconds.zero
    private var untold = 0
    private var since = Nanoseconds.zero

    init(burst: Int = 5, interval: Nanoseconds = Nanoseconds(10_000_000_000)) {
        self.burst = burst
        self.interval = interval
    }

    /// Whether a line is to be written that is due now; one that is not counts as not told.
    mutating func passes(_ now: Nanoseconds) -> Bool {
        let spent = max(isFullAt, now) - now
        if untold == 0, spent.count <= interval.count * Int64(burst - 1) {
            isFullAt = now + spent + interval
            return true
        }
        if untold == 0 { since = now }
        untold += 1
        return false
    }

    /// `… and 1,234 more in 10 s`, where lines were not told and it is time to say so.
    mutating func summary(_ now: Nanoseconds) -> String? {
        guard let dueAt, now >= dueAt else { return nil }
        let text = "… and \(Self.grouped(untold)) more in \(Int((now - since).seconds.rounded())) s"
        untold = 0
        isFullAt = max(isFullAt, now) + interval
        return text
    }

    /// When there is a summary; nil where all was told.
    var dueAt: Nanoseconds? { untold == 0 ? nil : since + interval }

    /// With commas between thousands.
    private static func grouped(_ count: Int) -> String {
        var text = ""
        for (place, digit) in String(count).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
