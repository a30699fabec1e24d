import Glibc

/// Random numbers that are the same for the same seed (SplitMix64: Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", 2014).
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }

    /// Between 0 and 1, neither included.
    package mutating func uniform() -> Double {
        (Double(next() >> 11) + 0.5) * 0x1p-53
    }

    /// Of mean 1.
    package mutating func exponential() -> Double { -log(uniform()) }

    /// Of mean 0 and variance 1 (Box and Muller).
    package mutating func normal() -> Double {
        (2 * exponential()).squareRoot() * cos(2 * .pi * uniform())
    }

    /// Of mean 1, the sum of `shape` exponential times: the greater, the rarer is one near 0.
    package mutating func gamma(shape: Int) -> Double {
        var sum = 0.0
        for _ in 0..<shape { sum += exponential() }
        return sum / Double(shape)
    }

    /// Of mean 1, from 0 on, with a tail that falls as x to the power −`index` (Lomax); `index` > 1.
    package mutating func pareto(index: Double) -> Double {
        (index - 1) * (pow(uniform(), -1 / index) - 1)
    }

    /// True with this probability.
    package mutating func chance(_ probability: Double) -> Bool {
        probability > 0 && uniform() < probability
    }
}
