// Random numbers: the generator's published figures, and the moments of each distribution.
import Testing

@testable import Simulation

@Suite struct SeededRandomTests {
    /// The reference implementation's first numbers for seed 1234567.
    @Test func theSequenceIsSplitMix64() {
        var random = SeededRandom(seed: 1_234_567)
        let numbers = (0..<3).map { _ in random.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }

    private func moments(_ draw: (inout SeededRandom) -> Double) -> (mean: Double, square: Double) {
        var random = SeededRandom(seed: 3)
        var (sum, squares) = (0.0, 0.0)
        let count = 200_000
        for _ in 0..<count {
            let value = draw(&random)
            sum += value
            squares += value * value
        }
        return (sum / Double(count), squares / Double(count))
    }

    @Test func distributionsHaveTheirMoments() {
        let uniform = moments { $0.uniform() }
        #expect(abs(uniform.mean - 0.5) < 0.003 && abs(uniform.square - 1.0 / 3) < 0.003)
        let exponential = moments { $0.exponential() }
        #expect(abs(exponential.mean - 1) < 0.01 && abs(exponential.square - 2) < 0.05)
        let normal = moments { $0.normal() }
        #expect(abs(normal.mean) < 0.01 && abs(normal.square - 1) < 0.01)
        let gamma = moments { $0.gamma(shape: 4) }
        #expect(abs(gamma.mean - 1) < 0.005 && abs(gamma.square - 1.25) < 0.01)
        // Of index 2.5 the square converges slowly, of index 6 fast.
        #expect(abs(moments { $0.pareto(index: 2.5) }.mean - 1) < 0.03)
        let pareto = moments { $0.pareto(index: 6) }
        #expect(abs(pareto.mean - 1) < 0.02 && abs(pareto.square - 2.5) < 0.15)
    }
}
