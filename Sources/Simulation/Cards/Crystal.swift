import Glibc
package import Units

/// A crystal, which never keeps quite to its nominal frequency: what a sound card or a machine's clock
/// counts by. The same seed gives the same crystal.
package struct Crystal: Sendable {
    /// How a crystal deviates; 0 throughout is a perfect one.
    package struct Settings: Hashable, Sendable {
        /// For good, ppm; positive is fast.
        package var offset = 0.0
        /// Allan deviation at 10 s, as a part of the frequency, of what changes from moment to moment
        /// (white frequency noise: falls as 1/√τ).
        package var noise = 0.0
        /// Allan deviation at 10 s, as a part of the frequency, of what walks at random (random-walk
        /// frequency noise: grows as √τ).
        package var walk = 0.0
        /// Amplitude of the swing with the room's temperature, ppm, and its period.
        package var thermal = 0.0
        package var thermalPeriod = Nanoseconds(2_400_000_000_000)

        package init() {}
    }

    /// The frequency stays the same for so long, s.
    private static var step: Double { 0.02 }

    private let settings: Settings
    private var random: SeededRandom
    private var walked = 0.0
    private var phase: Double
    /// Until the next step, s.
    private var left = 0.0
    private var current = 0.0

    package init(_ settings: Settings, seed: UInt64) {
        self.settings = settings
        random = SeededRandom(seed: seed)
        phase = 2 * .pi * random.uniform()
    }

    /// Lets `seconds`, less than a step, pass, and tells by what part of its frequency the crystal was
    /// fast in them.
    package mutating func deviation(over seconds: Double) -> Double {
        if left <= 0 {
            move()
            left += max(Self.step, seconds)
        }
        left -= seconds
        return current
    }

    private mutating func move() {
        current = settings.offset * 1e-6
        if settings.noise > 0 {
            current += settings.noise * (10 / Self.step).squareRoot() * random.normal()
        }
        if settings.walk > 0 {
            // σy²(τ) = q²·τ/3 for a walk of q² a second.
            let perSecond = settings.walk * (3.0 / 10).squareRoot()
            walked += perSecond * Self.step.squareRoot() * random.normal()
            current += walked
        }
        if settings.thermal != 0 {
            phase += 2 * .pi * Self.step / max(settings.thermalPeriod.seconds, 1)
            current += settings.thermal * 1e-6 * sin(phase)
        }
    }
}
