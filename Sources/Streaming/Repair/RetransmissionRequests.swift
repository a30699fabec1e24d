/// A receiver's requests for packets that it lacks: which ones, when to ask, and when to ask again.
///
/// A packet is missed when a later one has come and half the jitter has passed, or, because at the end
/// of a burst no later one comes for long, when it is overdue by the clock. It is asked for again
/// before the answer could have come: repeats overlap, cost little and gain a power of the loss. While
/// nothing at all comes they are slower, and the first packet after that brings them all at once.
/// Sans-IO; one thread; nothing allocates after init. Times in ns.
package struct RetransmissionRequests: ~Copyable {
    /// What the network is like.
    package struct Conditions: Hashable, Sendable {
        /// Most of the round trips, and the least.
        package var roundTrip: Int64
        package var leastRoundTrip: Int64
        /// Most of the packets' jitter.
        package var jitter: Int64
        /// Copies of each request.
        package var copies: Int

        package init(
            roundTrip: Int64, leastRoundTrip: Int64? = nil, jitter: Int64, copies: Int
        ) {
            self.roundTrip = roundTrip
            self.leastRoundTrip = leastRoundTrip ?? roundTrip
            self.jitter = jitter
            self.copies = copies
        }
    }

    private struct Missing {
        var sequence: Int64
        var due: Int64
        /// When it was asked for last; 0 for never. How often so far.
        var asked: Int64
        var tries: Int
        /// Copies of the newest request that are still to go.
        var copiesLeft: Int
    }

    /// A packet is overdue this long after it could have come, and the jitter.
    private static var grace: Int64 { 500_000 }
    /// Between copies of one request.
    private static var copySpacing: Int64 { 500_000 }
    /// Requests due so soon go along.
    private static var together: Int64 { 300_000 }
    /// More than this at once is an outage, which asking would only prolong.
    private static var mostMissing: Int { 256 }

    private let missing: UnsafeMutablePointer<Missing>
    private var count = 0
    /// The highest number that has come or is missed.
    private var newest: Int64?
    private var newestArrival = Int64.min
    /// What is overdue is not missed before something comes: nothing does at all, or too much is missed already.
    private var awaitsArrival = false

    package var conditions: Conditions
    /// Off: nothing is asked for, and what is missed is forgotten.
    package var isOn = false {
        didSet { if !isOn { count = 0 } }
    }
    /// Requests made so far, copies not counted.
    package private(set) var requests = 0

    package init() {
        missing = .allocate(capacity: Self.mostMissing)
        missing.initialize(
            repeating: Missing(sequence: 0, due: 0, asked: 0, tries: 0, copiesLeft: 0),
            count: Self.mostMissing)
        conditions = Conditions(roundTrip: 0, jitter: 0, copies: 1)
    }

    deinit { missing.deallocate() }

    /// A packet of the stream has come, for the first time or as a retransmission. Returns the time since
    /// it was asked for, where it was asked for once: the round trip.
    @discardableResult
    package mutating func received(
        _ sequence: Int64, timing: PacketTiming, now: Int64
    ) -> Int64? {
        if isDown(now, timing) { askAll(now) }
        newestArrival = now
        awaitsArrival = false
        guard let last = newest else {
            newest = sequence
            return nil
        }
        if sequence > last {
            let due = now &+ conditions.jitter / 2
            miss(from: last + 1, to: sequence, due: due, timing, now)
            newest = sequence
            return nil
        }
        for index in 0..<count where missing[index].sequence == sequence {
            let entry = missing[index]
            remove(index)
            return entry.tries == 1 ? now &- entry.asked : nil
        }
        return nil
    }

    /// What comes after this packet is looked for from now on.
    package mutating func begin(after sequence: Int64) {
        newest = max(newest ?? sequence, sequence)
    }

    /// This packet has not come, as it turns out: it is asked for where that is not too late.
    package mutating func miss(_ sequence: Int64, timing: PacketTiming, now: Int64) {
        miss(from: sequence, to: sequence + 1, due: now, timing, now)
    }

    /// When `poll` has something to do; nil where nothing is missed.
    package func nextDeadline(_ timing: PacketTiming) -> Int64? {
        guard isOn, let newest else { return nil }
        var next = awaitsArrival ? .max : overdue(newest + 1, timing)
        for index in 0..<count { next = min(next, missing[index].due) }
        return next == .max ? nil : next
    }

    /// Puts the numbers that are to be asked for at `now` into `numbers`, in rising order; returns how
    /// many.
    package mutating func poll(
        timing: PacketTiming, now: Int64, into numbers: UnsafeMutableBufferPointer<Int64>
    ) -> Int {
        guard isOn, let last = newest else { return 0 }
        missOverdue(after: last, timing, now)
        guard (0..<count).contains(where: { missing[$0].due <= now }) else { return 0 }
        var found = 0
        var index = 0
        while index < count {
            guard missing[index].due <= now &+ Self.together else {
                index += 1
                continue
            }
            // What can no longer come in time is given up.
            let sequence = missing[index].sequence
            guard now &+ conditions.leastRoundTrip <= timing.latest(sequence) else {
                remove(index)
                continue
            }
            guard found < numbers.count else { break }
            ask(index, timing, now)
            numbers[found] = sequence
            found += 1
            index += 1
        }
        sort(numbers, found)
        return found
    }

    /// Forgets everything: another stream, or after an outage.
    package mutating func removeAll() {
        count = 0
        newest = nil
        awaitsArrival = false
    }

    private mutating func missOverdue(after last: Int64, _ timing: PacketTiming, _ now: Int64) {
        var next = last + 1
        while !awaitsArrival, overdue(next, timing) <= now {
            awaitsArrival = count == Self.mostMissing || isOutage(at: now, timing)
            if awaitsArrival { return }
            miss(from: next, to: next + 1, due: now, timing, now)
            newest = next
            next += 1
        }
    }

    /// Nothing has come for longer than a packet may wait.
    private func isOutage(at time: Int64, _ timing: PacketTiming) -> Bool {
        time &- newestArrival > max(timing.budget, 20_000_000)
    }

    private func overdue(_ sequence: Int64, _ timing: PacketTiming) -> Int64 {
        timing.earliest(sequence) &+ conditions.jitter &+ Self.grace
    }

    private mutating func miss(
        from first: Int64, to end: Int64, due: Int64, _ timing: PacketTiming, _ now: Int64
    ) {
        guard isOn else { return }
        // Of a long gap, what can still come in time.
        var sequence = max(first, end - Int64(Self.mostMissing))
        while sequence < end, count < Self.mostMissing {
            if now &+ conditions.leastRoundTrip <= timing.latest(sequence) {
                missing[count] = Missing(
                    sequence: sequence, due: due, asked: 0, tries: 0, copiesLeft: 0)
                count += 1
            }
            sequence += 1
        }
    }

    private mutating func ask(_ index: Int, _ timing: PacketTiming, _ now: Int64) {
        if missing[index].copiesLeft > 0 {
            missing[index].copiesLeft -= 1
        } else {
            missing[index].tries += 1
            missing[index].asked = now
            missing[index].copiesLeft = conditions.copies - 1
            requests += 1
        }
        missing[index].due =
            missing[index].copiesLeft > 0
            ? now &+ Self.copySpacing
            : missing[index].asked &+ interval(timing, now)
        // Copies may have taken longer than that.
        missing[index].due = max(missing[index].due, now &+ Self.copySpacing)
    }

    /// Nothing comes: what is asked for now is most likely lost as well.
    private func isDown(_ now: Int64, _ timing: PacketTiming) -> Bool {
        Double(now &- newestArrival) > timing.spacing + Double(conditions.jitter &+ Self.grace)
    }

    private func interval(_ timing: PacketTiming, _ now: Int64) -> Int64 {
        let interval = Self.interval(conditions.roundTrip, timing.spacing)
        return isDown(now, timing) ? max(interval, Int64(timing.spacing)) : interval
    }

    /// The way is open again: what was asked for while it was not is asked for now.
    private func askAll(_ now: Int64) {
        for index in 0..<count
        where missing[index].copiesLeft == 0
            && now &- missing[index].asked >= conditions.roundTrip + Self.grace
        { missing[index].due = min(missing[index].due, now) }
    }

    /// From one request for a packet to the next.
    package static func interval(_ roundTrip: Int64, _ spacing: Double) -> Int64 {
        roundTrip < 3_000_000
            ? max(1_000_000, roundTrip + 500_000) : max(Int64(spacing), roundTrip / 3)
    }

    private mutating func remove(_ index: Int) {
        count -= 1
        missing[index] = missing[count]
    }

    private func sort(_ numbers: UnsafeMutableBufferPointer<Int64>, _ found: Int) {
        for end in 1..<max(found, 1) {
            var place = end
            while place > 0, numbers[place - 1] > numbers[place] {
                numbers.swapAt(place, place - 1)
                place -= 1
            }
        }
    }
}
