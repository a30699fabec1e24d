// When another repair is asked for.
import Testing

@testable import Streaming

@Suite struct RepairChooserTests {
    /// A chooser in a network, a second at a time.
    private struct Watch {
        var chooser = RepairChooser(.auto)
        var situation: RepairPolicy.Situation
        var lost = 0
        var second: Int64 = 0

        /// A round trip that is too long for requests, unless told otherwise; a budget of 25 ms.
        init(loss: Double, burst: Double = 1, roundTrip: Int64 = 80_000_000) {
            situation = .init(
                loss: loss, burst: burst, roundTrip: roundTrip, jitter: 0, budget: 25_000_000,
                spacing: 2_666_667)
        }

        /// What is asked for after each of so many seconds with `lost` losses.
        mutating func seconds(_ count: Int, losing lost: Int) -> [RepairChoice] {
            (0..<count).map { _ in
                self.lost += lost
                second += 1
                _ = chooser.update(situation, lost: self.lost, now: second * 1_000_000_000)
                return chooser.choice
            }
        }
    }

    private let first = RepairChoice.nack(copies: 1)

    @Test func askingIsKeptWhereNothingIsLost() {
        var watch = Watch(loss: 0)
        #expect(watch.seconds(100, losing: 0).allSatisfy { $0 == first })
    }

    @Test func tooManyMissesBringSomethingStrongerAtOnce() {
        var watch = Watch(loss: 0.05)
        let choices = watch.seconds(3, losing: 19)
        #expect(choices[0] == first)
        #expect(choices[1...].allSatisfy { $0 != first && $0 != .none })
    }

    /// Half a percent is a gap every half second: not five losses in two seconds, but not to be borne.
    @Test func fewLossesAreWaitedForNotForgiven() {
        var watch = Watch(loss: 0.0005)
        let choices = watch.seconds(10, losing: 1)
        #expect(choices[3] == first)
        #expect(choices[9] != first)
    }

    @Test func oneBadMomentChangesNothing() {
        var watch = Watch(loss: 0.01)
        let during = watch.seconds(1, losing: 40)
        watch.situation.loss = 0
        let after = watch.seconds(20, losing: 0)
        #expect((during + after).allSatisfy { $0 == first })
    }

    @Test func aCopyThatComesTooLateIsGivenUp() {
        var watch = Watch(loss: 0.05, burst: 3)
        let before = watch.seconds(3, losing: 19).last
        watch.situation.budget = 15_000_000
        let after = watch.seconds(3, losing: 19).last
        #expect(before == .copy(distance: 9))
        #expect(after == .copy(distance: 5))
    }

    @Test func somethingWeakerTakesHalfAMinute() {
        var watch = Watch(loss: 0.05, burst: 3)
        _ = watch.seconds(5, losing: 19)
        let strong = watch.chooser.choice
        watch.situation.loss = 0
        let choices = watch.seconds(40, losing: 0)
        #expect(choices.prefix(29).allSatisfy { $0 == strong })
        #expect(choices.suffix(9).allSatisfy { $0 == first })
    }

    /// Losses that begin in the middle of a second look as if they grew.
    @Test func aBeginningIsNoConsequence() {
        var watch = Watch(loss: 0.2)
        _ = watch.seconds(1, losing: 6)
        let strong = watch.seconds(1, losing: 75).last
        let choices = watch.seconds(20, losing: 75)
        #expect(strong != first)
        #expect(choices.allSatisfy { $0 == strong })
    }

    @Test func whatMakesItWorseIsTakenBackForAMinute() {
        var watch = Watch(loss: 0.05)
        let strong = watch.seconds(2, losing: 19).last
        watch.situation.loss = 0.15
        let during = watch.seconds(4, losing: 100)
        let after = watch.seconds(60, losing: 19)
        let again = watch.seconds(4, losing: 19).last
        #expect(strong != first)
        #expect(during.allSatisfy { $0 == strong })
        #expect(after.allSatisfy { $0 == first })
        #expect(again != first)
    }

    @Test func aPersonsWishIsKept() {
        var chooser = RepairChooser(.fixed(.copy(distance: 2)))
        let watch = Watch(loss: 0.2)
        var lost = 0
        for second: Int64 in 1...50 {
            lost += 75
            let hasChanged = chooser.update(
                watch.situation, lost: lost, now: second * 1_000_000_000)
            #expect(!hasChanged)
        }
        #expect(chooser.choice == .copy(distance: 2))
    }
}
