// What packets took, without the moments in which a server lost time.
import Testing

@testable import Streaming

@Suite struct UndisturbedTransitsTests {
    /// Looks every 2 ms for a second, each at one packet of 1 ms; from 500 ms on, for 20 ms, they took 9 ms and
    /// were late. `disturbed` is told from then on.
    private func second(disturbed: Int64?, toldAfter: Int64 = 0) -> (
        greatest: Int64, packets: Int, late: Int
    ) {
        var undisturbed = UndisturbedTransits()
        var taken = Transits()
        var late = 0
        for step in 0..<500 {
            let now = Int64(step) * 2_000_000
            let isHeldUp = now >= 500_000_000 && now < 520_000_000
            var new = Transits()
            new.note(isHeldUp ? 9_000_000 : 1_000_000)
            if isHeldUp { late += 1 }
            let isTold = disturbed.map { now >= $0 + toldAfter } ?? false
            taken.add(
                undisturbed.take(
                    new, late: late, disturbed: isTold ? disturbed ?? 0 : .min / 2, now: now))
        }
        return (taken.greatest, taken.packets, undisturbed.late)
    }

    @Test func withoutADisturbanceEverythingCounts() {
        let taken = second(disturbed: nil)
        #expect(taken.greatest == 9_000_000)
        #expect(taken.late == 0)
        #expect(taken.packets > 450)
    }

    /// The callback may tell of it a cycle after the packets came.
    @Test(arguments: [0, 6_000_000, 25_000_000])
    func whatAServerHeldUpDoesNotCount(toldAfter: Int64) {
        let taken = second(disturbed: 500_000_000, toldAfter: toldAfter)
        #expect(taken.greatest == 1_000_000)
        #expect(taken.late == 10)
        #expect(taken.packets > 350)
    }

    /// A server that lost time long before has nothing to do with it.
    @Test func whatComesLateLongAfterCounts() {
        let taken = second(disturbed: 300_000_000)
        #expect(taken.greatest == 9_000_000)
        #expect(taken.late == 0)
    }
}
