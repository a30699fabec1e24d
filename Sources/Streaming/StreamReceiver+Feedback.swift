import Protection
import RTP

/// What a receiver says to its sender on the way of the media, and what it hears from it there.
extension StreamReceiver {
    /// The longest feedback packet, bytes.
    static var longestFeedback: Int { 512 }

    /// Where it is written; behind it is room for its protection.
    var report: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: outgoing[..<Self.longestFeedback])
    }

    /// The next packet of feedback that is due at `now` (ns), for the sender; valid until the next
    /// call.
    package mutating func feedback(now: Int64) -> UnsafeRawBufferPointer? {
        guard next != nil,
            let length = reports.write(into: report, statistics: &statistics, now: now)
                ?? request(now),
            let bytes = protector.protect(outgoing, length: length)
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: outgoing[..<bytes])
    }

    /// The next packet that opens the way for a stream of which nothing has come, due at `now` (ns); valid until
    /// the next call.
    package mutating func greeting(now: Int64) -> UnsafeRawBufferPointer? {
        guard next == nil, let length = reports.writeGreeting(into: report, now: now),
            let bytes = protector.protect(outgoing, length: length)
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: outgoing[..<bytes])
    }

    /// The round trip on the way of the media: the least lately, ns; nil where it is not known.
    package func roundTrip(now: Int64) -> Int64? { reports.roundTrips.least(now: now) }

    mutating func takeReport(_ bytes: UnsafeRawBufferPointer, _ arrival: Int64) -> Bool {
        guard var reader = RTCPCompoundReader(bytes) else {
            counts.refused += 1
            return false
        }
        while let element = reader.next() { reports.take(element, now: arrival) }
        return true
    }
}
