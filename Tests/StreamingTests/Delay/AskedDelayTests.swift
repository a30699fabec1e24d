// Another latency, asked for while a link plays: nothing is heard of it but its length.
import Glibc
import Testing

@testable import Streaming

@Suite struct AskedDelayTests {
    private static func sine(_ time: Double) -> Float {
        Float(0.89 * sin(2 * Double.pi * 997 * time))
    }

    private func roughness(_ samples: [Float]) -> Double {
        let factor = 2 * cos(2 * Double.pi * 997 / 48_000)
        var worst = 0.0
        for index in samples.indices.dropFirst(2) {
            let rest =
                Double(samples[index]) - factor * Double(samples[index - 1])
                + Double(samples[index - 2])
            worst = max(worst, rest.magnitude)
        }
        return worst
    }

    /// Where clocks are followed, a move goes to where the sine fits, and the rest is gone slowly; where they are
    /// shared it is exact, and the level dips while one place fades into the other.
    @Test(arguments: [false, true]) func isReachedWithoutAClick(sharesClock: Bool) throws {
        let link = try VirtualLink(
            sharesClock: sharesClock, delay: 20_000_000, isAutomatic: false, sound: Self.sine)
        link.delays = [(3, 61_300_000), (5, 24_700_000), (7, 300_000_000), (9, 20_000_000)]
        link.run(seconds: 18)
        let heard = link.output.filter { $0.time > 2_500_000_000 }
        #expect(roughness(heard.map(\.sample)) < 2e-3)
        #expect(abs(link.heldDelay - 20_000_000) < 50_000)
        #expect(link.splices >= 3)
        guard !sharesClock else { return }
        let levels = stride(from: 0, to: heard.count - 480, by: 480).map { start in
            heard[start..<start + 480].map(\.sample.magnitude).max() ?? 0
        }
        #expect((levels.min() ?? 0) > 0.85)
    }

    /// 300 ms are asked for when 100 have come.
    @Test func waitsForTheSoundThatItGoesBackTo() throws {
        let link = try VirtualLink(
            sharesClock: true, delay: 20_000_000, isAutomatic: false, sound: Self.sine)
        link.delays = [(0.35, 900_000_000)]
        link.run(seconds: 2.5)
        #expect(abs(link.heldDelay - 900_000_000) < 50_000)
        let heard = link.output.filter { $0.time > 400_000_000 }
        let levels = stride(from: 0, to: heard.count - 2_400, by: 2_400).map { start in
            heard[start..<start + 2_400].map(\.sample.magnitude).max() ?? 0
        }
        #expect((levels.min() ?? 0) > 0.8)
    }
}
