import Units

/// Makes events of counts that grow, once a second at most for each.
struct CountWatch {
    private struct Watched {
        let name: String
        let what: String
        let how: String
        let count: @Sendable (LinkReport) -> UInt64
        var told: UInt64 = 0
        var nextTime = Nanoseconds.zero
    }

    private var watched = [
        Watched(name: "jack.xruns", what: "JACK cycle", how: "late or missed", count: \.xruns),
        Watched(name: "packets.late", what: "packet", how: "late", count: \.packetsLate),
        Watched(name: "packets.lost", what: "packet", how: "lost", count: \.packetsLost),
    ]

    /// What is news in `report`.
    mutating func take(_ report: LinkReport, _ now: Nanoseconds) -> [LinkEvent] {
        var events: [LinkEvent] = []
        for index in watched.indices {
            let count = watched[index].count(report)
            guard count > watched[index].told, now >= watched[index].nextTime else { continue }
            let more = count - watched[index].told
            watched[index].told = count
            watched[index].nextTime = now + Nanoseconds(1_000_000_000)
            events.append(
                LinkEvent(
                    .warning, watched[index].name,
                    "\(more) \(watched[index].what)\(more == 1 ? "" : "s") \(watched[index].how) "
                        + "(\(count) in all)",
                    fields: ["count": .integer(Int64(clamping: more))]))
        }
        return events
    }
}
