/// What is lost of a stream in spite of repair, from what its receiver tells twice a second: a mean that
/// forgets within some seconds. An Opus encoder protects speech against so much.
struct ResidualLoss {
    private static let weight = 0.15
    /// Less is nothing.
    private static let least = 0.003

    private var received = 0
    private var lost = 0
    private var mean = 0.0

    /// Takes totals from the start of the stream.
    mutating func take(received: Int, lost: Int) {
        let came = received - self.received
        let missed = lost - self.lost
        (self.received, self.lost) = (received, lost)
        guard came >= 0, missed >= 0, came + missed > 0 else { return }
        mean += Self.weight * (Double(missed) / Double(came + missed) - mean)
    }

    /// 0 … 100, rounded up.
    var percent: Int { mean < Self.least ? 0 : min(100, Int((mean * 100).rounded(.up))) }
}
