/// What a receiver answers of a probe at most.
package struct ProbeTerms: Hashable, Sendable {
    package var packetsPerSecond: Int
    package var bitsPerSecond: Int
    /// For how long, ns.
    package var duration: Int64

    package init(packetsPerSecond: Int, bitsPerSecond: Int, duration: Int64) {
        self.packetsPerSecond = packetsPerSecond
        self.bitsPerSecond = bitsPerSecond
        self.duration = duration
    }

    /// 64 channels of float in periods of 64 frames, and what finds the way's MTU.
    package static let idle = ProbeTerms(
        packetsPerSecond: 20_000, bitsPerSecond: 150_000_000, duration: longest)
    /// Beside a link that plays, which it is not to take anything from.
    package static let playing = ProbeTerms(
        packetsPerSecond: 2_000, bitsPerSecond: 10_000_000, duration: longest)
    /// A minute of measuring, and what comes before it.
    private static let longest: Int64 = 75_000_000_000

    /// What of `wanted` is more than these; nil where nothing is.
    package func excess(of wanted: ProbeTerms) -> String? {
        if wanted.packetsPerSecond > packetsPerSecond {
            return "\(wanted.packetsPerSecond) packets a second; allowed: \(packetsPerSecond)"
        }
        if wanted.bitsPerSecond > bitsPerSecond {
            return "\(wanted.bitsPerSecond / 1_000) kbit/s; allowed: \(bitsPerSecond / 1_000)"
        }
        if wanted.duration > duration {
            return "\(wanted.duration / 1_000_000_000) s; allowed: \(duration / 1_000_000_000)"
        }
        return nil
    }
}

/// Keeps a probe to its terms: what goes beyond them is not answered. Sans-IO; one thread.
struct ProbeAllowance {
    /// So much of a second may come at once.
    private static let burst = 0.25

    private let terms: ProbeTerms
    private let end: Int64
    private var packets: Double
    private var bits: Double
    private var last: Int64

    init(_ terms: ProbeTerms, now: Int64) {
        self.terms = terms
        end = now &+ terms.duration
        last = now
        packets = Double(terms.packetsPerSecond) * Self.burst
        bits = Double(terms.bitsPerSecond) * Self.burst
    }

    /// One of `bytes` has come at `now` (ns); false where it is one too many, or too late.
    mutating func take(bytes: Int, now: Int64) -> Bool {
        guard now < end else { return false }
        let elapsed = Double(max(0, now &- last)) * 1e-9
        last = max(last, now)
        func refilled(_ level: Double, _ rate: Int) -> Double {
            min(level + elapsed * Double(rate), Double(rate) * Self.burst)
        }
        packets = refilled(packets, terms.packetsPerSecond)
        bits = refilled(bits, terms.bitsPerSecond)
        guard packets >= 1, bits >= Double(bytes * 8) else { return false }
        packets -= 1
        bits -= Double(bytes * 8)
        return true
    }
}
