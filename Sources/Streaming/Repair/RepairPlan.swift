/// What a sender does beside its stream, as its receiver asked for it: small enough to be handed from
/// thread to thread in one word.
package struct RepairPlan: Hashable, Sendable {
    /// Copies of each answer to a request.
    package var answers: Int
    /// How many packets later each one goes out again; 0 is never.
    package var near: Int
    package var far: Int
    /// Copies at a distance are coded coarser.
    package var isCoarse: Bool

    package init(
        answers: Int = 1, near: Int = 0, far: Int = 0, isCoarse: Bool = false
    ) {
        func bounded(_ value: Int, _ most: Int) -> Int { min(max(value, 0), most) }
        self.answers = bounded(answers, 3)
        self.near = bounded(near, 64)
        self.far = bounded(far, 64)
        self.isCoarse = isCoarse
    }

    package init(_ choice: RepairChoice, isCoarse: Bool) {
        switch choice {
        case .none, .reedSolomon: self.init()
        case .nack(let copies): self.init(answers: copies)
        case .copy(let distance): self.init(far: distance, isCoarse: isCoarse)
        case .copies(let near, let far): self.init(near: near, far: far, isCoarse: isCoarse)
        case .nackAndCopy(let copies, let distance):
            self.init(answers: copies, far: distance, isCoarse: isCoarse)
        }
    }

    /// As one word, and back.
    package var bits: UInt64 {
        UInt64(answers) | UInt64(near) << 8 | UInt64(far) << 16 | (isCoarse ? 1 << 24 : 0)
    }

    package init(bits: UInt64) {
        func field(_ index: UInt64) -> Int { Int(bits >> (8 * index) & 0xff) }
        self.init(
            answers: field(0), near: field(1), far: field(2), isCoarse: field(3) != 0)
    }
}
