/// Which repair a receiver asks for as its network changes: looked at once a second, stronger at once
/// where too much was missed, weaker only after half a minute in which that would have done. Sans-IO;
/// one thread. Times in ns.
package struct RepairChooser: Sendable {
    /// What a person asked for.
    package enum Wish: Hashable, Sendable {
        case auto
        case fixed(RepairChoice)
        /// So many copies, as far away as there is time.
        case duplicates(Int)
    }

    private static var interval: Int64 { 1_000_000_000 }
    /// So many evaluations in a row for something weaker.
    private static var patience: Int { 30 }
    /// So many packets lost in two seconds for something stronger.
    private static var alarm: Int { 5 }

    private let wish: Wish
    private let policy = RepairPolicy()
    private var nextLook = Int64.min
    private var missed = 0
    private var idle = 0
    /// What is asked for now.
    package private(set) var choice = RepairChoice.nack(copies: 1)

    package init(_ wish: Wish) {
        self.wish = wish
        if case .fixed(let choice) = wish { self.choice = choice }
    }

    /// Looks at the network, once a second; true where the choice has changed.
    package mutating func update(
        _ situation: RepairPolicy.Situation, recentlyLost: Int, now: Int64
    ) -> Bool {
        guard now >= nextLook else { return false }
        nextLook = now + Self.interval
        let before = choice
        let distance = policy.reach(situation)
        switch wish {
        case .fixed: break
        case .duplicates(let count):
            choice =
                count > 1 && distance > 1
                ? .copies(near: distance / 2, far: distance)
                : .copy(distance: max(1, distance))
        case .auto: follow(situation, recentlyLost)
        }
        return choice != before
    }

    private mutating func follow(_ situation: RepairPolicy.Situation, _ recentlyLost: Int) {
        let wanted = candidate(situation)
        let current = policy.estimate(choice, situation)
        guard wanted.choice != choice else {
            (missed, idle) = (0, 0)
            return
        }
        let isStronger = wanted.residual < current.residual && current.residual > policy.target
        missed = isStronger && recentlyLost >= Self.alarm ? missed + 1 : 0
        var worse = situation
        worse.loss = min(1, worse.loss * 1.5)
        let suffices = policy.estimate(wanted.choice, worse).residual <= policy.target
        let saves = wanted.overhead <= current.overhead - 0.1
        idle = suffices && saves ? idle + 1 : 0
        guard missed >= 2 || idle >= Self.patience else { return }
        choice = wanted.choice
        (missed, idle) = (0, 0)
    }

    /// Asking costs nothing where nothing is lost.
    private func candidate(_ situation: RepairPolicy.Situation) -> RepairEstimate {
        let best = policy.choose(situation)
        return best.choice == .none ? policy.estimate(.nack(copies: 1), situation) : best
    }
}
