// Which repair suits a network: figures that another implementation gave.
import Testing

@testable import Streaming

@Suite struct RepairPolicyTests {
    private static let spacing: Int64 = 2_666_667

    private func choose(
        _ p: Double, _ b: Double, _ r: Double, _ j: Double, _ budget: Double, nackFirst: Bool
    ) -> RepairEstimate {
        var policy = RepairPolicy()
        policy.prefersNack = nackFirst
        return policy.choose(
            .init(
                loss: p, burst: b, roundTrip: Int64(r * 1e6), jitter: Int64(j * 1e6),
                budget: Int64(budget * 1e6), spacing: Self.spacing))
    }

    private struct Case {
        var (p, b, r, j, budget): (Double, Double, Double, Double, Double)
        var choice: RepairChoice
        var residual: Double

        init(
            _ p: Double, _ b: Double, _ r: Double, _ j: Double, _ budget: Double,
            _ choice: RepairChoice, _ residual: Double
        ) {
            (self.p, self.b, self.r, self.j, self.budget) = (p, b, r, j, budget)
            self.choice = choice
            self.residual = residual
        }
    }

    @Test func theChoicesAreThoseOfTheReference() {
        let cases: [Case] = [
            Case(0.05, 1 / 0.95, 5, 0, 14.7, .nack(copies: 1), 4.52e-6),
            Case(0.1, 1 / 0.9, 5, 0, 20, .nack(copies: 1), 4.7e-6),
            Case(0.05, 1 / 0.95, 80, 0, 25, .reedSolomon(data: 6, parity: 4), 3.21e-5),
            Case(0.05, 3, 80, 0, 25, .copy(distance: 9), 3.80e-3),
            Case(0.05, 5, 0.5, 0, 30, .nack(copies: 1), 4.29e-3),
            Case(0.01, 1 / 0.99, 20, 3, 20, .reedSolomon(data: 5, parity: 2), 1.46e-5),
            Case(0.05, 1 / 0.95, 20, 3, 60, .nack(copies: 1), 4.3e-8),
        ]
        for known in cases {
            let found = choose(
                known.p, known.b, known.r, known.j, known.budget, nackFirst: false)
            #expect(found.choice == known.choice)
            let ratio = found.residual / known.residual
            #expect(abs(ratio - 1) < 0.02, "\(known.choice): \(found.residual)")
        }
    }

    @Test func nothingIsDoneWhereNothingIsLost() {
        #expect(choose(0, 1.1, 5, 0, 20, nackFirst: true).choice == .none)
    }

    @Test func retransmissionComesFirstWhereItIsGood() {
        #expect(choose(0.05, 1 / 0.95, 5, 0, 11.7, nackFirst: true).choice == .nack(copies: 2))
    }

    @Test func nothingFitsIntoNothing() {
        #expect(choose(0.05, 1, 80, 0, 0, nackFirst: true).choice == .none)
    }

    @Test func lossesAreEstimatedInRuns() {
        var estimate = LossEstimate()
        for packet in 0..<240 {
            let isLost = [10, 40, 90].contains { ($0..<$0 + 4).contains(packet) }
            estimate.note(isLost: isLost, now: Int64(packet) * 2_666_667)
        }
        #expect(abs(estimate.loss - 0.05) < 1e-9)
        #expect(abs(estimate.burst - 17.5 / 8) < 1e-9)
    }

    @Test func lossesAreForgotten() {
        var estimate = LossEstimate()
        for packet in 0..<40_000 {
            estimate.note(isLost: packet < 1_000 && packet % 2 == 0, now: Int64(packet) * 2_666_667)
        }
        #expect(estimate.loss == 0)
        #expect(estimate.total == 500)
    }
}

@Suite struct RepairChoiceTests {
    @Test(arguments: [
        (RepairChoice.none, "none"), (.nack(copies: 2), "nack"), (.copy(distance: 64), "dup:1"),
        (.copies(near: 3, far: 7), "dup:2"), (.nackAndCopy(copies: 1, distance: 11), "nack+dup:1"),
        (.reedSolomon(data: 10, parity: 6), "rs:10+6"),
    ])
    func choicesTravelAsAWord(choice: RepairChoice, text: String) {
        #expect(RepairChoice(bits: choice.bits) == choice)
        #expect(choice.description == text)
    }

    @Test func anotherWordIsNone() { #expect(RepairChoice(bits: .max) == .none) }
}
