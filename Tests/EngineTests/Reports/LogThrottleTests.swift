// How many lines strangers can cause in a log, in virtual time.
import Testing
import Units

@testable import Engine

@Suite struct LogThrottleTests {
    private func at(_ milliseconds: Int64) -> Nanoseconds { Nanoseconds(milliseconds * 1_000_000) }

    /// How many of `count` lines are written.
    private func passed(_ throttle: inout LogThrottle, _ count: Int, at now: Nanoseconds) -> Int {
        (0..<count).count { _ in throttle.passes(now) }
    }

    @Test func theFirstPassAndTheRestAreCounted() {
        var throttle = LogThrottle()
        #expect(passed(&throttle, 5, at: at(0)) == 5)
        #expect(throttle.dueAt == nil)
        #expect(passed(&throttle, 1_234, at: at(2_000)) == 0)
        #expect(throttle.dueAt == at(12_000))
        #expect(throttle.summary(at(11_999)) == nil)
        #expect(throttle.summary(at(12_000)) == "… and 1,234 more in 10 s")
        #expect(throttle.summary(at(30_000)) == nil)
    }

    /// A hundred a second for an hour.
    @Test func aFloodIsALineInTenSeconds() {
        var throttle = LogThrottle()
        var lines = 0
        var events = 0
        for tick in 0..<36_000 {
            let now = at(Int64(tick) * 100)
            if throttle.summary(now) != nil { lines += 1 }
            for _ in 0..<10 where throttle.passes(now) { lines += 1 }
            events += 10
        }
        #expect((300...366).contains(lines), "\(lines) lines")
    }

    @Test func whatIsSeldomIsTold() {
        var throttle = LogThrottle()
        let lines = (0..<100).map { passed(&throttle, 1, at: at($0 * 10_000)) }
        #expect(lines.allSatisfy { $0 == 1 })
    }

    @Test func afterAFloodTheFirstPassAgain() {
        var throttle = LogThrottle()
        for _ in 0..<100 { _ = throttle.passes(at(0)) }
        #expect(throttle.summary(at(10_000)) != nil)
        #expect(passed(&throttle, 100, at: at(80_000)) == 5)
    }
}
