import Session

/// What the two ends tell each other, and JACK, of the latencies around the link.
struct LatencyExchange {
    /// Smaller changes are the clocks' noise, and would have the whole graph reckon again, ns.
    private static let hysteresis: Int64 = 500_000

    private var told: GraphLatency?
    private var link: Int64 = 0
    /// What the peer said last.
    var peer = GraphLatency.none

    /// What the peer is to hear, where it is news.
    mutating func news(_ own: GraphLatency) -> GraphLatency? {
        guard own != told else { return nil }
        told = own
        return own
    }

    /// What lies beyond the link, whose own latency is now `measured` ns.
    mutating func beyond(_ measured: Int64) -> GraphLatency {
        if (measured - link).magnitude > UInt64(Self.hysteresis) { link = measured }
        return peer.delayed(by: link)
    }
}
