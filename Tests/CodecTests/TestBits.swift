/// Random bits that are the same at every run (a 64-bit LCG, its high half used).
struct TestBits: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        func half() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state &>> 32
        }
        return half() &<< 32 | half()
    }
}
