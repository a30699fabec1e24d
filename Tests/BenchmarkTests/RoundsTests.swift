// What rounds come to.
import Benchmark
import Testing

@Suite struct RoundsTests {
    @Test func anOddNumberHasOneInTheMiddle() {
        let rounds = Rounds([3, 1, 2])
        #expect(rounds.median == 2)
        #expect(rounds.least == 1)
        #expect(rounds.greatest == 3)
        #expect(rounds.deviation == 0.816)
        #expect(rounds.rounds == 3)
    }

    @Test func anEvenNumberHasTwo() { #expect(Rounds([4, 1, 2, 10]).median == 3) }

    @Test func whatIsNoNumberCountsAsNothing() {
        let rounds = Rounds([.nan, .infinity, 1])
        #expect(rounds.greatest == 1)
        #expect(rounds.median == 0)
    }
}
