/// Noise of triangular density (TPDF), ±1 step peak, that makes the error of rounding to few bits
/// independent of the signal (Lipshitz, Wannamaker, Vanderkooy: "Quantization and Dither", 1992).
///
/// One thread at a time; the same seed gives the same noise, so that tests can be replayed.
package struct Dither: Sendable {
    private var state: UInt64

    /// Any seed is as good as another.
    package init(seed: UInt64 = 0x6A61_636B_6E65_7401) { state = seed }

    /// The next value, in steps: above −1 and below 1, mean 0, variance 1/6.
    @_noLocks @_noAllocation
    package mutating func next() -> Float {
        // SplitMix64: a Weyl sequence and a mixer whose 32-bit halves are both sound.
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z &>> 31
        // The difference of two uniform values is triangular with mean 0. 24 bits each keep it
        // exact.
        let a = Int32(truncatingIfNeeded: z &>> 40)
        let b = Int32(truncatingIfNeeded: z & 0xFF_FFFF)
        return Float(a &- b) * 0x1p-24
    }
}
