/// When the packets of a stream arrive at the earliest, and when they must be there: both linear in
/// their numbers. Times in ns.
package struct PacketTiming: Hashable, Sendable {
    /// A packet that came, and its earliest arrival.
    package var sequence: Int64
    package var arrival: Int64
    /// From one packet to the next.
    package var spacing: Double
    /// From a packet's earliest arrival to the latest time that it can still be played.
    package var budget: Int64

    package init(sequence: Int64, arrival: Int64, spacing: Double, budget: Int64) {
        self.sequence = sequence
        self.arrival = arrival
        self.spacing = spacing
        self.budget = budget
    }

    package func earliest(_ number: Int64) -> Int64 {
        // A distance of more packets than 32 bits hold is none.
        let distance = min(max(number &- sequence, -1 << 31), 1 << 31)
        return arrival &+ Int64(Double(distance) * spacing)
    }

    package func latest(_ number: Int64) -> Int64 { earliest(number) &+ budget }
}
