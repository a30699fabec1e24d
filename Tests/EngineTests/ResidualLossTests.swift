// What the encoder is told of losses.
import Testing

@testable import Engine

@Suite struct ResidualLossTests {
    @Test func lossesAreFollowedAndForgotten() {
        var loss = ResidualLoss()
        #expect(loss.percent == 0)
        for step in 1...40 { loss.take(received: 95 * step, lost: 5 * step) }
        #expect(loss.percent == 5)
        for step in 41...90 { loss.take(received: 95 * 40 + 100 * (step - 40), lost: 200) }
        #expect(loss.percent == 0)
    }

    /// Another run of the receiver counts from nothing.
    @Test func aFreshCountIsNoLoss() {
        var loss = ResidualLoss()
        loss.take(received: 1_000, lost: 0)
        loss.take(received: 10, lost: 0)
        loss.take(received: 110, lost: 0)
        #expect(loss.percent == 0)
    }
}
