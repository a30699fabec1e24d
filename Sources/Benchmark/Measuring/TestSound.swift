import Glibc
import Simulation

/// A second of sound that repeats without a seam: partials of a chord that swell and fade, and noise below
/// them. Each channel begins elsewhere in it.
final class TestSound {
    static let rate = 48_000
    /// The longest stretch that is asked for, frames.
    static let longest = 4_096

    private let samples: UnsafeMutablePointer<Float>

    init() {
        samples = .allocate(capacity: Self.rate + Self.longest)
        var random = SeededRandom(seed: 1)
        let hertz: [Double] = [110, 165, 220, 277, 331, 440, 659, 880, 1_760, 3_520, 7_040]
        for frame in 0..<Self.rate {
            let turn = 2 * Double.pi * Double(frame) / Double(Self.rate)
            var value = 0.01 * random.normal()
            for (number, hertz) in hertz.enumerated() {
                let swell = 0.6 + 0.4 * sin(turn * Double(1 + number % 4))
                value += 0.12 * swell / (1 + 0.2 * Double(number)) * sin(turn * hertz)
            }
            (samples + frame).initialize(to: Float(value))
        }
        (samples + Self.rate).initialize(from: samples, count: Self.longest)
    }

    deinit { samples.deallocate() }

    /// The sound of `channel` from `frame` on, for at most `longest` frames.
    func line(_ channel: Int, at frame: Int) -> UnsafePointer<Float> {
        UnsafePointer(samples + (frame + channel * 997) % Self.rate)
    }
}
