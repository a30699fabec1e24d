import Glibc

/// SplitMix64 (Steele, Lea and Flood 2014): the same seed, the same chaos.
struct ChaosRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    /// Seconds between `least` and `most`, short ones as likely as long ones.
    mutating func seconds(_ least: Double, _ most: Double) -> Double {
        least * pow(most / least, Double.random(in: 0...1, using: &self))
    }

    mutating func coin() -> Bool { Bool.random(using: &self) }
}
