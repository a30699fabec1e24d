import Units

/// A simulated sound card with its JACK server: a row of cycles, in true time. The same seed gives the
/// same row.
package struct SoundCard: Sendable {
    /// One cycle, as it was and as its callback sees it.
    package struct Cycle: Sendable {
        /// When its first frame is at the port, true ns.
        package var begin: Int64
        /// When its callback runs, true ns.
        package var wake: Int64
        /// What the callback takes for `begin`, in ns of the machine's clock.
        package var stamp: Int64
        /// `jack_last_frame_time`, which leaves standstills out.
        package var counter: UInt32
        /// JACK has told of an xrun since the cycle before.
        package var hasXrun: Bool
        /// The server has stood still before this cycle.
        package var hasStoodStill: Bool
    }

    package let settings: Settings
    private var crystal: Crystal
    private var machine: Crystal
    private var random: SeededRandom
    /// When the next cycle begins: whole ns and the rest.
    private var next: Int64
    private var rest = 0.0
    private var counter: UInt32
    private var newestWake = Int64.min
    private var standstill = 0
    /// When the aftermath of the last standstill is over, true ns.
    private var calm = Int64.min
    /// How far the machine's clock is ahead of true time at `next`, ns, and how fast it gains on it.
    private var lead = 0.0
    private var gain = 0.0

    /// Its first cycle begins at `start` (true ns).
    package init(_ settings: Settings, start: Int64, seed: UInt64) {
        self.settings = settings
        var seeds = SeededRandom(seed: seed)
        crystal = Crystal(settings.crystal, seed: seeds.next())
        machine = Crystal(settings.machine, seed: seeds.next())
        random = SeededRandom(seed: seeds.next())
        counter = UInt32(truncatingIfNeeded: seeds.next())
        next = start
    }

    /// Nominal length of a cycle, s.
    package var period: Double { Double(settings.period) / Double(settings.rate) }

    /// What the machine's clock shows at a true time (ns) near the newest cycle.
    package func machineTime(at time: Int64) -> Int64 {
        time &+ nearestInt64(lead + gain * Double(time &- next))
    }

    package mutating func nextCycle() -> Cycle {
        let stoodStill = standStill()
        let begin = next
        let wake = max(begin &+ lateness(), newestWake &+ 5_000)
        newestWake = wake
        let cycle = Cycle(
            begin: begin, wake: wake, stamp: machineTime(at: wake), counter: counter,
            hasXrun: stoodStill && settings.reportsXruns, hasStoodStill: stoodStill)
        counter &+= UInt32(settings.period)
        let length = period / (1 + crystal.deviation(over: period)) * 1e9
        pass(length)
        return cycle
    }

    private mutating func pass(_ nanoseconds: Double) {
        let exact = nanoseconds + rest
        let whole = floorInt64(exact)
        rest = exact - Double(whole)
        lead += gain * Double(whole)
        next &+= whole
        gain = machine.deviation(over: period)
    }

    /// Until the callback runs, ns.
    private mutating func lateness() -> Int64 {
        var late = Double(settings.wakeJitter.count) * random.exponential()
        if random.chance(settings.latePerSecond * period) {
            late += Double(settings.latest.count) * random.uniform()
        }
        if next < calm { late += Double(settings.aftermath.count) }
        return Int64(min(late, 1e9))
    }

    /// Loses the time that is due to be lost; true if there was any.
    private mutating func standStill() -> Bool {
        var lost = 0.0
        while standstill < settings.standstills.count,
            settings.standstills[standstill].time.count <= next
        {
            lost += Double(settings.standstills[standstill].length.count)
            standstill += 1
        }
        if random.chance(settings.standstillsPerHour * period / 3_600) {
            lost += 1e6 + 19e6 * random.uniform()
        }
        guard lost > 0 else { return false }
        pass(lost)
        calm = next &+ 100_000_000
        return true
    }
}
