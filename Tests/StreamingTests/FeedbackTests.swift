// Reports between the two ends of a stream, on the way of its media.
import RTP
import Testing
import Units

@testable import Streaming

@Suite struct FeedbackTests {
    @Test func theRoundTripIsMeasuredOnTheWayOfTheMedia() throws {
        let link = try VirtualLink(beside: { _ in [7_000_000] }, sound: { _ in 0 })
        link.run(seconds: 2)
        let known = link.receiver.roundTrip(now: 2_000_000_000)
        let trip = try #require(known)
        // There at once, back in 7 ms; the wire's unit is 15 us.
        #expect(abs(trip - 7_000_000) < 50_000)
    }

    @Test func nothingIsKnownWhereNoAnswerComes() throws {
        let link = try VirtualLink(beside: { $0 < 400 ? [0] : [] }, sound: { _ in 0 })
        link.run(seconds: 3)
        let then = link.receiver.roundTrip(now: 3_000_000_000)
        let later = link.receiver.roundTrip(now: 30_000_000_000)
        #expect(then != nil)
        #expect(later == nil)
    }

    @Test func leastAndNineteenOfTwenty() {
        var trips = RoundTrips()
        #expect(trips.least(now: 0) == nil)
        #expect(trips.high(now: 0) == nil)
        for index in 1...40 { trips.note(Int64(index) * 1_000, now: Int64(index)) }
        #expect(trips.least(now: 41) == 1_000)
        #expect(trips.high(now: 41) == 38_000)
        trips.note(99_000, now: 10_000_000_030)
        #expect(trips.least(now: 10_000_000_030) == 31_000)
        #expect(trips.high(now: 20_000_000_000) == 99_000)
    }

    @Test func aReportThatIsNotMeantForThisEndIsNotAnswered() {
        var reports = SenderReports(ssrc: 7, peer: 8)
        reports.take(.receiverReferenceTime(ssrc: 9, NTPTime(Nanoseconds(1))), now: 1)
        #expect(!reports.isDue)
        reports.take(.receiverReferenceTime(ssrc: 8, NTPTime(Nanoseconds(1))), now: 1)
        #expect(reports.isDue)
    }
}
