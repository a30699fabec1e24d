import Simulation
// Links over impaired networks, as they are measured.
import Testing

@testable import Benchmark

@Suite struct PathBenchTests {
    private func run(_ words: String) throws -> PathResult {
        let path = PathBench.Path(name: "given", impairment: try Impairment(words))
        let results = try PathBench.run(
            [path], seconds: 4, isQuick: true, BenchProgress { _, _ in })
        return try #require(results.first)
    }

    @Test func aGoodNetworkLosesNothing() throws {
        let result = try run("delay=1ms")
        let last = try #require(result.points.last)
        #expect(last.latencyMilliseconds == 41)
        #expect(last.madeUpPerMillion == 0)
        #expect(try #require(last.latencyErrorMedian) < 0.5)
        #expect(result.transit.fromMilliseconds == 1)
        #expect(result.transit.packets.reduce(0, +) > 1_000)
        // All came by the shortest way.
        #expect(result.transit.packets.dropFirst().allSatisfy { $0 == 0 })
        #expect(result.latency(madeUpPerMillion: 0) != nil)
    }

    /// Waits of up to 20 ms are more than 4 ms allow, and less than 40; the same seed gives the same ones.
    @Test func moreLatencyMakesLessLate() throws {
        let result = try run("delay=1ms,jitter=10ms")
        #expect(try run("delay=1ms,jitter=10ms") == result)
        #expect(try #require(result.points.first).madeUpPerMillion > 10_000)
        #expect(try #require(result.points.last).madeUpPerMillion == 0)
        #expect(result.latency(madeUpPerMillion: 0) == 41)
    }
}
