// Simulated sound cards and their crystals.
import Testing
import Units

@testable import Simulation

@Suite struct SoundCardTests {
    private func cycles(
        _ count: Int, seed: UInt64 = 1, _ change: (inout SoundCard.Settings) -> Void = { _ in }
    ) -> [SoundCard.Cycle] {
        var settings = SoundCard.Settings()
        change(&settings)
        var card = SoundCard(settings, start: 5_000, seed: seed)
        return (0..<count).map { _ in card.nextCycle() }
    }

    @Test(arguments: [(44_100, 64, 500.0), (48_000, 128, -500.0), (192_000, 1_024, 0.0)])
    func cyclesKeepToTheCrystal(rate: Int, period: Int, offset: Double) {
        let cycles = cycles(1_001) {
            ($0.rate, $0.period, $0.crystal.offset) = (rate, period, offset)
        }
        #expect(cycles[0].begin == 5_000)
        let expected = 1_000 * Double(period) / Double(rate) / (1 + offset * 1e-6) * 1e9
        #expect(abs(Double(cycles[1_000].begin - 5_000) - expected) < 2)
        #expect(cycles[1_000].counter &- cycles[0].counter == UInt32(1_000 * period))
    }

    @Test func callbacksAreLateByTheirJitterAndNeverEarly() {
        let cycles = cycles(20_000) { $0.wakeJitter = Nanoseconds(50_000) }
        let late = cycles.map { Double($0.wake - $0.begin) }
        #expect(late.min()! >= 0)
        #expect(abs(late.reduce(0, +) / 20_000 - 50_000) < 2_000)
        #expect(zip(cycles, cycles.dropFirst()).allSatisfy { $0.wake < $1.wake })
        #expect(cycles.allSatisfy { $0.stamp == $0.wake })
    }

    @Test func someCallbacksAreMuchLater() {
        let cycles = cycles(37_500) { $0.latePerSecond = 1 }
        let late = cycles.filter { $0.wake - $0.begin > 2_000_000 }.count
        // 100 are late, by up to 10 ms; and those behind them.
        #expect(late > 60 && late < 400, "\(late)")
    }

    @Test func aStandstillMovesTheCyclesButNotTheCounter() {
        let cycles = cycles(1_000) {
            $0.standstills = [.init(at: Nanoseconds(1_000_000_000), for: Nanoseconds(7_100_000))]
        }
        let gaps = zip(cycles, cycles.dropFirst()).filter { $1.begin - $0.begin > 3_000_000 }
        #expect(gaps.count == 1)
        #expect(gaps.allSatisfy { ($1.begin - $0.begin - 7_100_000 - 2_666_667).magnitude < 3 })
        #expect(gaps.allSatisfy { $1.counter &- $0.counter == 128 && $1.hasXrun })
        #expect(cycles.filter(\.hasXrun).count == 1)
    }

    @Test func standstillsComeAtTheirRate() {
        let count = cycles(1_350_000 / 4) { $0.standstillsPerHour = 400 }
            .filter(\.hasStoodStill).count
        #expect(count > 65 && count < 140, "\(count)")
    }

    @Test func stampsAreOfTheMachinesClock() {
        let cycles = cycles(10_000) { $0.machine.offset = 50 }
        let shown = Double(cycles[9_999].stamp - cycles[0].stamp)
        let elapsed = Double(cycles[9_999].wake - cycles[0].wake)
        #expect(abs((shown / elapsed - 1) * 1e6 - 50) < 0.1)
    }

    @Test func theSameSeedIsTheSameCard() {
        func stamps(_ seed: UInt64) -> [Int64] {
            cycles(500, seed: seed) { $0.crystal.walk = 1e-7 }.map(\.stamp)
        }
        #expect(stamps(4) == stamps(4))
        #expect(stamps(4) != stamps(5))
    }
}

@Suite struct CrystalTests {
    /// Allan deviation at `seconds` of two hours of a crystal: root of half the mean square of the
    /// difference of neighbouring means.
    private func allanDeviation(_ seconds: Double, _ settings: Crystal.Settings) -> Double {
        var crystal = Crystal(settings, seed: 11)
        let perMean = Int(seconds / 0.02)
        var before: Double?
        var (squares, count) = (0.0, 0.0)
        for _ in 0..<Int(7_200 / seconds) {
            var sum = 0.0
            for _ in 0..<perMean { sum += crystal.deviation(over: 0.02) }
            let mean = sum / Double(perMean)
            if let before {
                squares += (mean - before) * (mean - before)
                count += 1
            }
            before = mean
        }
        return (squares / count / 2).squareRoot()
    }

    @Test func noiseFallsAndWalkGrowsWithTime() {
        var noise = Crystal.Settings()
        noise.noise = 1e-7
        #expect(abs(allanDeviation(10, noise) / 1e-7 - 1) < 0.15)
        #expect(abs(allanDeviation(2.5, noise) / 2e-7 - 1) < 0.15)
        var walk = Crystal.Settings()
        walk.walk = 1e-7
        #expect(abs(allanDeviation(10, walk) / 1e-7 - 1) < 0.15)
        #expect(abs(allanDeviation(2.5, walk) / 0.5e-7 - 1) < 0.15)
    }

    @Test func temperatureSwings() {
        var settings = Crystal.Settings()
        (settings.thermal, settings.thermalPeriod) = (5, Nanoseconds(60_000_000_000))
        var crystal = Crystal(settings, seed: 2)
        let deviations = (0..<3_000).map { _ in crystal.deviation(over: 0.02) * 1e6 }
        #expect(abs(deviations.max()! - 5) < 0.01)
        #expect(abs(deviations.min()! + 5) < 0.01)
        #expect(abs(deviations[0] - deviations[2_999]) < 0.05)
    }
}
