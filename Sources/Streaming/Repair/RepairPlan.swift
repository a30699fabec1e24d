import RTP

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
    /// Packets of parity, and of how many of the stream each block of them is; 0 is none.
    package var parity: Int
    package var data: Int

    package init(
        answers: Int = 1, near: Int = 0, far: Int = 0, isCoarse: Bool = false, parity: Int = 0,
        data: Int = 0
    ) {
        func bounded(_ value: Int, _ most: Int) -> Int { min(max(value, 0), most) }
        self.answers = bounded(answers, 3)
        self.near = bounded(near, 64)
        self.far = bounded(far, 64)
        self.isCoarse = isCoarse
        self.parity = bounded(parity, ParityPayload.mostParity)
        self.data = bounded(data, ParityPayload.mostData)
    }

    package init(_ choice: RepairChoice, isCoarse: Bool) {
        switch choice {
        case .none: self.init()
        case .reedSolomon(let data, let parity): self.init(parity: parity, data: data)
        case .nack(let copies): self.init(answers: copies)
        case .copy(let distance): self.init(far: distance, isCoarse: isCoarse)
        case .copies(let near, let far): self.init(near: near, far: far, isCoarse: isCoarse)
        case .nackAndCopy(let copies, let distance):
            self.init(answers: copies, far: distance, isCoarse: isCoarse)
        }
    }

    /// How long after the packet that it goes beside a copy or a parity is sent, of packets `spacing`
    /// apart, ns: soon, for a copy must come in time, but not in the same breath.
    package static func lag(_ spacing: Int64) -> Int64 { spacing / 8 }

    /// As one word, and back.
    package var bits: UInt64 {
        UInt64(answers) | UInt64(near) << 8 | UInt64(far) << 16 | (isCoarse ? 1 << 24 : 0)
            | UInt64(parity) << 32 | UInt64(data) << 40
    }

    package init(bits: UInt64) {
        func field(_ index: UInt64) -> Int { Int(bits >> (8 * index) & 0xff) }
        self.init(
            answers: field(0), near: field(1), far: field(2), isCoarse: field(3) != 0,
            parity: field(4), data: field(5))
    }
}
