/// What packets took since somebody looked last, beyond the way that playing is counted from, ns;
/// those that an outage held back are left out.
package struct Transits: Hashable, Sendable {
    package var packets = 0
    package var least = Int64.max
    package var greatest = Int64.min

    package init() {}

    package mutating func note(_ transit: Int64) {
        packets += 1
        least = min(least, transit)
        greatest = max(greatest, transit)
    }

    mutating func add(_ other: Transits) {
        packets += other.packets
        least = min(least, other.least)
        greatest = max(greatest, other.greatest)
    }
}
