/// What a sender keeps of its newest packets, to send it again: when it is asked to, or at a distance
/// without being asked. Sans-IO; one thread; nothing allocates after init. Times in ns.
package struct RetransmissionHistory: ~Copyable {
    /// A packet as it is to be sent again.
    package struct Packet {
        package var sequenceNumber: UInt16
        package var timestamp: UInt32
        package var payload: UnsafeRawBufferPointer
        /// It was asked for; else it goes out as a copy.
        package var isAnswer: Bool
    }

    private struct Slot {
        var sequence: Int64
        var timestamp: UInt32
        var bytes: Int
        var answered: Int64
    }

    private struct Job {
        var sequence: Int64
        var due: Int64
        var isAnswer: Bool
    }

    /// Retransmitted bytes are at most so much of the stream's, over a second.
    private static var share: Double { 0.6 }
    private static var mostJobs: Int { 512 }

    private let capacity: Int
    private let payloadBytes: Int
    private let slots: UnsafeMutablePointer<Slot>
    private let storage: UnsafeMutableRawPointer
    private let jobs: UnsafeMutablePointer<Job>
    private var jobCount = 0
    private var newest: Int64 = -1
    /// Bytes that may be sent again now, and the most that is saved up.
    private var allowance = 0.0
    private var bytesPerSecond = 0.0
    private var lastKept: Int64 = .min
    /// Bytes sent again so far.
    package private(set) var octetCount = 0

    /// Keeps `packets` packets of at most `payloadBytes`.
    package init(packets: Int, payloadBytes: Int) {
        var capacity = 64
        while capacity < packets { capacity *= 2 }
        self.capacity = capacity
        self.payloadBytes = payloadBytes
        slots = .allocate(capacity: capacity)
        slots.initialize(
            repeating: Slot(sequence: -1, timestamp: 0, bytes: 0, answered: .min / 2),
            count: capacity)
        storage = .allocate(byteCount: capacity * payloadBytes, alignment: 16)
        jobs = .allocate(capacity: Self.mostJobs)
        jobs.initialize(repeating: Job(sequence: 0, due: 0, isAnswer: false), count: Self.mostJobs)
    }

    deinit {
        slots.deallocate()
        storage.deallocate()
        jobs.deallocate()
    }

    /// Keeps packet `sequence`, which is sent at `now`.
    package mutating func keep(
        _ sequence: Int64, timestamp: UInt32, payload: UnsafeRawBufferPointer, now: Int64
    ) {
        guard payload.count <= payloadBytes, let base = payload.baseAddress else { return }
        let index = Int(truncatingIfNeeded: sequence) & (capacity - 1)
        (storage + index * payloadBytes).copyMemory(from: base, byteCount: payload.count)
        slots[index] = Slot(
            sequence: sequence, timestamp: timestamp, bytes: payload.count, answered: .min / 2)
        newest = sequence
        let elapsed = lastKept == .min ? 0 : Double(now &- lastKept) * 1e-9
        lastKept = now
        let share = min(elapsed, 1)
        bytesPerSecond += (Double(payload.count) - bytesPerSecond * share)
        allowance = min(
            allowance + Double(payload.count) * Self.share, max(bytesPerSecond, 1) * Self.share)
    }

    /// The packet with these lower 16 bits, that is here, was asked for: `copies` of it are due, unless
    /// that was so within `interval` already.
    package mutating func request(
        _ sequenceNumber: UInt16, copies: Int, interval: Int64, now: Int64
    ) {
        guard newest >= 0 else { return }
        let behind = UInt16(truncatingIfNeeded: newest) &- sequenceNumber
        let sequence = newest - Int64(behind)
        let index = Int(truncatingIfNeeded: sequence) & (capacity - 1)
        guard slots[index].sequence == sequence, now &- slots[index].answered >= interval else {
            return
        }
        slots[index].answered = now
        for copy in 0..<max(1, copies) {
            add(Job(sequence: sequence, due: now &+ Int64(copy) &* 500_000, isAnswer: true))
        }
    }

    /// A copy of packet `sequence` is due at `due`, if it is here then.
    package mutating func scheduleCopy(of sequence: Int64, due: Int64) {
        add(Job(sequence: sequence, due: due, isAnswer: false))
    }

    private mutating func add(_ job: Job) {
        guard jobCount < Self.mostJobs else { return }
        jobs[jobCount] = job
        jobCount += 1
    }

    /// When something is due; nil where nothing is.
    package var nextDeadline: Int64? {
        var next: Int64?
        for index in 0..<jobCount { next = min(next ?? .max, jobs[index].due) }
        return next
    }

    /// A packet that is due at `now`, valid until the next `keep`; answers beyond the limit are left out.
    package mutating func take(now: Int64) -> Packet? {
        var index = 0
        while index < jobCount {
            guard jobs[index].due <= now else {
                index += 1
                continue
            }
            let (sequence, isAnswer) = (jobs[index].sequence, jobs[index].isAnswer)
            jobCount -= 1
            jobs[index] = jobs[jobCount]
            let slot = slots[Int(truncatingIfNeeded: sequence) & (capacity - 1)]
            guard slot.sequence == sequence, !isAnswer || Double(slot.bytes) <= allowance else {
                continue
            }
            if isAnswer { allowance -= Double(slot.bytes) }
            octetCount += slot.bytes
            let place = Int(truncatingIfNeeded: sequence) & (capacity - 1)
            return Packet(
                sequenceNumber: UInt16(truncatingIfNeeded: sequence), timestamp: slot.timestamp,
                payload: UnsafeRawBufferPointer(
                    start: storage + place * payloadBytes, count: slot.bytes),
                isAnswer: isAnswer)
        }
        return nil
    }
}
