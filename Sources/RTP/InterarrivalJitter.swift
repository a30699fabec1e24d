package import Units

/// How much the packets' transit times differ from one to the next, smoothed over 16 of them
/// (RFC 3550 sections 6.4.1 and A.8).
package struct InterarrivalJitter: Sendable {
    /// The estimate in units of the payload's clock, its fraction kept.
    package private(set) var estimate: Double = 0

    private let unitsPerNanosecond: Double
    private var previous: (timestamp: UInt32, arrival: Nanoseconds)?

    /// `clockRate` is the payload's: the sample rate for PCM, always 48 kHz for Opus (RFC 7587).
    @_noLocks @_noAllocation
    package init(clockRate: SampleRate) {
        unitsPerNanosecond = Double(clockRate.hertz) / 1e9
    }

    /// The next packet, in the order of arrival, timestamps going back included.
    @_noLocks @_noAllocation
    package mutating func observe(timestamp: UInt32, arrival: Nanoseconds) {
        defer { previous = (timestamp, arrival) }
        guard let previous else { return }
        let received = Double(arrival.count &- previous.arrival.count) * unitsPerNanosecond
        let sent = Double(Int32(bitPattern: timestamp &- previous.timestamp))
        estimate += ((received - sent).magnitude - estimate) / 16
    }

    /// The next packet is compared to none, for its timestamps may have jumped.
    @_noLocks @_noAllocation
    package mutating func skipNext() { previous = nil }

    /// The estimate as a report block carries it, rounded down.
    package var reported: UInt32 {
        @_noLocks @_noAllocation get {
            estimate < Double(UInt32.max) ? UInt32(estimate) : .max
        }
    }
}
