// What repair gets back, and what it costs: the real requests, history, copies and parities over a lossy
// network in virtual time. Half a minute of packets each; the bounds leave chance its room.
import Simulation
import Streaming
import Testing

@Suite struct RepairSimulationTests {
    private static let packets = 11_250

    private func run(
        _ losses: LossyWay.Losses, roundTrip: Double, jitter: Double = 0, budget: Double,
        _ choice: RepairChoice, copyShare: Double = 1
    ) -> RepairSimulation.Outcome {
        RepairSimulation(
            losses: losses, roundTrip: Int64(roundTrip * 1e6), jitter: Int64(jitter * 1e6),
            budget: Int64(budget * 1e6), choice: choice, copyShare: copyShare
        ).run(packets: Self.packets)
    }

    /// Without repair, what is lost is missing: the ways lose what they say.
    @Test func withoutRepairAllIsMissing() {
        for losses: LossyWay.Losses in [
            .random(0.05), .time(0.05, burst: 3), .datagrams(0.05, burst: 5),
        ] {
            let outcome = run(losses, roundTrip: 5, budget: 20, .none)
            #expect((0.035...0.065).contains(outcome.residual), "\(losses)")
            #expect(outcome.missing == outcome.lost)
            #expect(outcome.overhead == 0)
        }
    }

    @Test func requestsGetAllBackWhereThereIsTime() {
        let five = run(.random(0.05), roundTrip: 5, budget: 11.7, .nack(copies: 2))
        #expect(five.lost > 450)
        #expect(five.missing == 0)
        #expect(five.overhead < 0.25)
        let ten = run(.random(0.1), roundTrip: 5, budget: 11.7, .nack(copies: 2))
        #expect(ten.missing <= 2)
        #expect(ten.overhead < 0.5)
    }

    /// Three copies of a tenth, which is more than six tenths in all.
    @Test func copiesOfAnswersAreAffordable() {
        let outcome = run(.random(0.1), roundTrip: 5, budget: 11.7, .nack(copies: 3))
        #expect(outcome.missing <= 1)
        #expect(outcome.overhead < 0.8)
    }

    @Test func parityNeedsNoRoundTrip() {
        let outcome = run(
            .random(0.05), roundTrip: 80, budget: 25, .reedSolomon(data: 5, parity: 3))
        #expect(outcome.residual < 0.0005)
        #expect(outcome.overhead <= 0.601)
        #expect(outcome.wrong == 0)
    }

    @Test func coarseCopiesHelpThroughRuns() {
        let outcome = run(
            .time(0.05, burst: 3), roundTrip: 80, budget: 25, .copy(distance: 9), copyShare: 0.5)
        #expect(outcome.residual < 0.005)
        #expect(outcome.overhead < 0.51)
    }

    @Test(arguments: [20.0, 30.0])
    func runsThatMoveWithDatagramsAreAskedAway(budget: Double) {
        let outcome = run(
            .datagrams(0.05, burst: 5), roundTrip: 0.5, budget: budget, .nack(copies: 1))
        #expect(outcome.lost > 120)
        #expect(outcome.gapsPerMinute < 6)
        #expect(outcome.overhead < 0.1)
    }

    /// Nothing repairs a run that is longer than the budget; asking into it is not to cost much.
    @Test func runsThatLastATimeAreAskedThroughThriftily() {
        let outcome = run(
            .time(0.05, burst: 5), roundTrip: 0.5, budget: 30, .nack(copies: 1))
        #expect(outcome.residual < 0.008)
        #expect(outcome.overhead < 0.35)
    }

    @Test func jitterIsNotTakenForLoss() {
        let none = run(.random(0), roundTrip: 5, jitter: 1, budget: 20, .nack(copies: 1))
        #expect(none.missing == 0)
        #expect((0.001...0.04).contains(none.overhead))
        let some = run(.random(0.05), roundTrip: 5, jitter: 1, budget: 20, .nack(copies: 1))
        #expect(some.residual < 0.0005)
        #expect(some.overhead < 0.2)
    }
}
