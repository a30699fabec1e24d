package import RTP
import Units

/// A receiver's reports to the sender of its stream, on the way of the media: an RR with a reference
/// time in an XR (RFC 3550 §6.4.2, RFC 3611 §4.4), and what the answers say of the round trip. The
/// first five go out 0.1 s apart, so that the distance is known when playing begins; then two a
/// second. Reduced-size packets (RFC 5506): nobody needs a CNAME that the session has not told.
/// Sans-IO; one thread.
package struct ReceiverReports {
    private static var quickInterval: Int64 { 100_000_000 }
    private static var interval: Int64 { 500_000_000 }
    private static var quickReports: Int { 5 }

    /// The receiver's own, as the session told it.
    package let ssrc: UInt32
    private let mediaSsrc: UInt32
    private var lastSenderReport: UInt32 = 0
    private var senderReportArrival: Int64 = 0
    private var sent = 0
    private static var quickGreetings: Int { 20 }
    private var greetings = 0
    private var nextGreeting = Int64.min

    /// When the next report is due, ns.
    package private(set) var nextDeadline = Int64.min
    package private(set) var roundTrips = RoundTrips()

    package init(ssrc: UInt32, mediaSsrc: UInt32) {
        self.ssrc = ssrc
        self.mediaSsrc = mediaSsrc
    }

    /// Goes on as another one did, of a stream before this one.
    mutating func goOn(from other: ReceiverReports) { roundTrips = other.roundTrips }

    /// Writes the report that is due at `now` (ns) into `buffer`; nil where none is.
    package mutating func write(
        into buffer: UnsafeMutableRawBufferPointer, statistics: inout ReceptionStatistics,
        now: Int64
    ) -> Int? {
        guard now >= nextDeadline else { return nil }
        nextDeadline = now + (sent < Self.quickReports ? Self.quickInterval : Self.interval)
        sent += 1
        var writer = RTCPCompoundWriter(into: buffer)
        writer.receiverReport(ssrc: ssrc)
        let delay =
            lastSenderReport == 0
            ? 0 : NTPTime.shortFormat(Nanoseconds(now &- senderReportArrival))
        writer.reportBlock(
            statistics.makeReportBlock(
                ssrc: mediaSsrc, lastSenderReport: lastSenderReport,
                delaySinceLastSenderReport: delay))
        writer.receiverReferenceTime(ssrc: ssrc, NTPTime(Nanoseconds(now)))
        return writer.finish()
    }

    /// Writes what is due at `now` (ns) before the stream's first packet into `buffer`, so that a NAT on the way lets that
    /// packet in, and the sender learns where to send; nil where nothing is. 20 a second at first, then four.
    package mutating func writeGreeting(
        into buffer: UnsafeMutableRawBufferPointer, now: Int64
    ) -> Int? {
        guard now >= nextGreeting else { return nil }
        nextGreeting = now + (greetings < Self.quickGreetings ? 50_000_000 : 250_000_000)
        greetings += 1
        var writer = RTCPCompoundWriter(into: buffer)
        writer.receiverReport(ssrc: ssrc)
        writer.receiverReferenceTime(ssrc: ssrc, NTPTime(Nanoseconds(now)))
        return writer.finish()
    }

    /// Takes what the sender's RTCP says to this receiver.
    package mutating func take(_ element: RTCPElement, now: Int64) {
        switch element {
        case .senderReport(let report) where report.ssrc == mediaSsrc:
            lastSenderReport = report.ntpTime.middle32
            senderReportArrival = now
        case .receiverReferenceReply(mediaSsrc, let reply) where reply.ssrc == ssrc:
            let trip = NTPTime.roundTrip(
                now: NTPTime(Nanoseconds(now)), lastReport: reply.lastReceiverReference,
                delay: reply.delaySinceLastReceiverReference)
            if let trip { roundTrips.note(trip.count, now: now) }
        default: break
        }
    }

    /// Takes the round trip between a request and what was sent again for it, ns.
    package mutating func noteAnswer(after trip: Int64, now: Int64) {
        roundTrips.note(trip, now: now)
    }
}
