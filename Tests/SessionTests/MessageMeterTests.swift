// How much a peer may say, in virtual time.
import Session
import Testing
import Units

@Suite struct MessageMeterTests {
    private func at(_ milliseconds: Int64) -> Nanoseconds { Nanoseconds(milliseconds * 1_000_000) }

    @Test func soManyAtOnceAndASecond() {
        var meter = MessageMeter(now: .zero)
        func tries(_ count: Int, at now: Nanoseconds) -> Int {
            (0..<count).count { _ in meter.take(bytes: 10, now: now) }
        }
        #expect(tries(10_000, at: .zero) == 4_000)
        #expect(tries(10_000, at: at(100)) == 200)
        #expect(tries(10_000, at: at(50)) == 0, "time that goes back is none")
        #expect(tries(10_000, at: at(60_000)) == 4_000)
    }

    @Test func soManyBytes() {
        var meter = MessageMeter(now: .zero)
        func takes(_ bytes: Int, at now: Nanoseconds) -> Bool { meter.take(bytes: bytes, now: now) }
        var taken = 0
        while takes(65_536, at: .zero) { taken += 1 }
        #expect(taken == 64)
        #expect(!takes(1, at: .zero))
        #expect(takes(65_536, at: at(63)))
        #expect(!takes(65_536, at: at(63)))
    }

    /// What a link says in its usual course, and a script that changes it two hundred times a second.
    @Test func aBusyLinkMay() {
        var meter = MessageMeter(now: .zero)
        var refused = 0
        for tick in 0..<60_000 {
            let now = at(Int64(tick))
            if tick.isMultiple(of: 500), !meter.take(bytes: 4_000, now: now) { refused += 1 }
            guard tick.isMultiple(of: 5) else { continue }
            for _ in 0..<4 where !meter.take(bytes: 200, now: now) { refused += 1 }
        }
        #expect(refused == 0)
    }
}
