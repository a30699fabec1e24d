/// Which repair a receiver asks for as its network changes: looked at once a second, stronger at once
/// where too much was missed, weaker only after half a minute in which that would have done. Where losses
/// multiply after something stronger was asked for, the repair itself is too much for the network: it is
/// taken back. Sans-IO; one thread. Times in ns.
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
    /// So many in a row, and so many packets lost meanwhile, for something stronger.
    private static var haste: Int { 2 }
    private static var alarm: Int { 5 }
    /// So many evaluations after that its effect is judged, and so many it is not tried again where it
    /// was a bad one.
    private static var trial: Int { 5 }
    private static var regret: Int { 60 }

    let wish: Wish
    let policy: RepairPolicy
    private var nextLook = Int64.min
    private var missed = 0
    private var idle = 0
    /// Losses in all: now, one, two evaluations ago, and when the target was missed first.
    private var losses: InlineArray<3, Int> = [0, 0, 0]
    private var lossesBefore = 0
    /// Something stronger on trial: what there was before, the losses of two seconds then, and how many
    /// evaluations ago.
    private var trial: (before: RepairChoice, losses: Int, age: Int)?
    private var regret = 0
    /// What is asked for now.
    package private(set) var choice = RepairChoice.nack(copies: 1)

    /// What is asked for may leave the part `residual` of the packets missing.
    package init(_ wish: Wish, residual: Double = 1e-4) {
        self.wish = wish
        var policy = RepairPolicy()
        policy.target = residual
        self.policy = policy
        if case .fixed(let choice) = wish { self.choice = choice }
    }

    /// Looks at the network, once a second; true where the choice has changed. `lost` counts the packets
    /// that the network lost, from the start.
    package mutating func update(
        _ situation: RepairPolicy.Situation, lost: Int, now: Int64
    ) -> Bool {
        guard now >= nextLook else { return false }
        nextLook = now + Self.interval
        losses = [lost, losses[0], losses[1]]
        let before = choice
        let distance = policy.reach(situation)
        switch wish {
        case .fixed: break
        case .duplicates(let count):
            choice =
                count > 1 && distance > 1
                ? .copies(near: distance / 2, far: distance)
                : .copy(distance: max(1, distance))
        case .auto: follow(situation)
        }
        return choice != before
    }

    private mutating func follow(_ situation: RepairPolicy.Situation) {
        regret = max(0, regret - 1)
        if takesBack(situation.burst) { return }
        let wanted = candidate(situation)
        let current = policy.estimate(choice, situation)
        guard wanted.choice != choice else {
            (missed, idle) = (0, 0)
            return
        }
        // Near-equals are not worth a change.
        let isStronger = current.residual > policy.target && wanted.residual < current.residual / 2
        if missed == 0 { lossesBefore = losses[2] }
        // One thing on trial at a time, as long as it does anything: losses that it causes would call for
        // ever more.
        let isTrying = trial != nil && current.residual < situation.loss
        missed = isStronger && regret == 0 && !isTrying ? missed + 1 : 0
        var worse = situation
        worse.loss = min(1, worse.loss * 1.5)
        let suffices = policy.estimate(wanted.choice, worse).residual <= policy.target
        let saves = wanted.overhead <= current.overhead - 0.1
        idle = suffices && saves ? idle + 1 : 0
        if missed >= Self.haste, losses[0] &- lossesBefore >= Self.alarm {
            trial = (choice, losses[0] &- losses[2], 0)
        } else if idle < Self.patience {
            return
        }
        choice = wanted.choice
        (missed, idle) = (0, 0)
    }

    /// Goes back to what there was before, where losses have more than doubled since: in the two seconds
    /// before, when they had perhaps just begun, and in the last two. Chance makes as much of few, or of
    /// long runs.
    private mutating func takesBack(_ burst: Double) -> Bool {
        guard var trial else { return false }
        trial.age += 1
        self.trial = trial.age < Self.trial ? trial : nil
        guard trial.age == Self.trial else { return false }
        let (then, now) = (Double(trial.losses), Double(losses[0] &- losses[2]))
        let chance = ((then + now) * max(1, 2 * burst - 1)).squareRoot()
        guard now > 2 * then, now - then > 3 * chance else { return false }
        choice = trial.before
        regret = Self.regret
        (missed, idle) = (0, 0)
        return true
    }

    /// Asking costs nothing where nothing is lost.
    private func candidate(_ situation: RepairPolicy.Situation) -> RepairEstimate {
        let best = policy.choose(situation)
        return best.choice == .none ? policy.estimate(.nack(copies: 1), situation) : best
    }
}
