import CLinux
import HostIO
import NetworkIO
import Probing
import RTP
import Synchronization
import Units

/// What a probe's media thread came to.
struct ProbeOutcome: Sendable {
    /// Datagrams came back at all.
    var isHeard = false
    /// The longest IP packet that came, and whether a longer one did not.
    var mtu: Int?
    var isMTULimited = false
    var shape: PacketShape?
    var records: [ProbeRecord] = []
    /// Datagrams that this machine had no room for.
    var dropped = 0
}

/// How a probe's media thread fares. Any thread.
final class ProbeProgress: Sendable {
    let sent = Atomic<Int>(0)
    let answered = Atomic<Int>(0)
    /// Thousandths of the measurement that are over.
    let share = Atomic<Int>(0)
    let isHeard = Atomic<Bool>(false)
    /// The owner wants no more.
    let isStopping = Atomic<Bool>(false)
    let outcome = Mutex(ProbeOutcome())
    /// Raised when the outcome is there.
    let over: EventFlag

    init() throws(HostIOError) { over = try EventFlag() }
}

/// A probe's media thread: sends datagrams as a stream's would go, hears the answers, and notes when. It lives as
/// long as the measurement.
struct ProbeMedia: ~Copyable {
    /// So long is waited for the first answer, ns, and as often is asked.
    private static let patience: Int64 = 3_000_000_000
    private static let askInterval: Int64 = 100_000_000
    private static let askBytes = 200
    /// Each length is tried so often.
    private static let copies = 2

    private var socket: UDPSocket
    private var exchange: ProbeExchange
    private var outlet: MediaOutlet
    private let destination: SocketAddress
    private let progress: ProbeProgress
    private var poll: PollSet
    private let heard: Int
    private var batch = DatagramBatch(capacity: 32)
    /// Of the first answers, ns.
    private var roundTrip: Int64 = 0

    init(
        _ socket: consuming UDPSocket, _ exchange: consuming ProbeExchange,
        to destination: SocketAddress, impairment: ImpairmentSwitch, progress: ProbeProgress
    ) {
        var poll = PollSet()
        heard = poll.add(socket.fileDescriptor)
        self.poll = poll
        self.socket = socket
        self.exchange = exchange
        self.destination = destination
        self.progress = progress
        outlet = MediaOutlet(impairment, to: destination)
    }

    /// The thread's body. `makeShape` says what is sent on a way that takes IP packets of so many bytes, nil for any,
    /// during `duration`.
    mutating func run(for duration: Nanoseconds, makeShape: (Int?) -> PacketShape?) {
        outlet.follow(on: &socket)
        var outcome = ProbeOutcome()
        outcome.isHeard = reach()
        progress.isHeard.store(outcome.isHeard, ordering: .releasing)
        if outcome.isHeard {
            let search = searchMTU()
            outcome.mtu = search.longest
            outcome.isMTULimited = search.longest != nil && !search.isUnlimited
            outcome.shape = makeShape(outcome.isMTULimited ? search.longest : nil)
            if let shape = outcome.shape { outcome.records = measure(shape, duration) }
        }
        outcome.dropped = Int(clamping: socket.errors.noRoom)
        progress.outcome.withLock { $0 = outcome }
        progress.over.signal()
    }

    private var isStopping: Bool { progress.isStopping.load(ordering: .relaxed) }

    /// Asks until there is an answer; false where none comes.
    private mutating func reach() -> Bool {
        let end = jn_now_ns() + Self.patience
        var departures: [UInt32: Int64] = [:]
        var trip: Int64?
        while trip == nil, jn_now_ns() < end, !isStopping {
            departures[exchange.next] = jn_now_ns()
            send(bytes: Self.askBytes)
            listen(until: jn_now_ns() + Self.askInterval) { answer, now in
                guard let departure = departures[answer.sequence] else { return false }
                trip = now - departure
                return true
            }
        }
        roundTrip = trip ?? 0
        return trip != nil
    }

    private mutating func searchMTU() -> MTUSearch {
        var search = MTUSearch()
        let headers = destination.isIPv4() ? 28 : 48
        while !search.lengths.isEmpty, !isStopping {
            var lengths: [UInt32: Int] = [:]
            var came: Set<Int> = []
            let wanted = search.lengths.count
            func take(_ answer: ProbeAnswer) -> Bool {
                if let length = lengths[answer.sequence] { came.insert(length) }
                // Each answer tells of those before it, too.
                for age in 0..<64 where answer.earlier >> UInt64(age) & 1 == 1 {
                    if let length = lengths[answer.sequence &- 1 &- UInt32(age)] {
                        came.insert(length)
                    }
                }
                return came.count == wanted
            }
            for _ in 0..<Self.copies {
                for length in search.lengths where !came.contains(length) {
                    lengths[exchange.next] = length
                    send(bytes: length - headers)
                    listen(until: jn_now_ns() + 500_000) { answer, _ in take(answer) }
                }
            }
            if came.count < wanted {
                listen(until: jn_now_ns() + 100_000_000 + 4 * roundTrip) { answer, _ in
                    take(answer)
                }
            }
            search.take(came: came)
        }
        return search
    }

    private mutating func measure(_ shape: PacketShape, _ duration: Nanoseconds) -> [ProbeRecord] {
        let cycles = max(duration.count / max(shape.cycle, 1), 1)
        var records: [ProbeRecord] = []
        records.reserveCapacity(Int(cycles) * shape.packets.count)
        let first = exchange.next
        let start = jn_now_ns() + 5_000_000
        for cycle in 0..<cycles where !isStopping {
            let begin = start + cycle * shape.cycle
            for packet in shape.packets {
                listen(until: begin + packet.leaves) { answer, now in
                    Self.take(answer, now, first, &records)
                    return false
                }
                records.append(
                    ProbeRecord(captured: begin + packet.captured, sent: jn_now_ns()))
                send(bytes: packet.bytes)
            }
            progress.share.store(Int((cycle + 1) * 1_000 / cycles), ordering: .relaxed)
            progress.sent.store(records.count, ordering: .relaxed)
            tell(records)
        }
        let trip = records.compactMap { record in
            record.answer.map { $0.returned - record.sent }
        }.max()
        let rest = min(300_000_000 + 2 * (trip ?? 0), 3_000_000_000)
        listen(until: jn_now_ns() + rest) { answer, now in
            Self.take(answer, now, first, &records)
            return false
        }
        return records
    }

    /// Now and then, for a progress bar.
    private func tell(_ records: [ProbeRecord]) {
        guard records.count % 64 < 24 else { return }
        let recent = records.suffix(512)
        let answered = recent.count { $0.answer != nil }
        progress.answered.store(
            recent.isEmpty ? 0 : records.count * answered / recent.count, ordering: .relaxed)
    }

    private static func take(
        _ answer: ProbeAnswer, _ now: Int64, _ first: UInt32, _ records: inout [ProbeRecord]
    ) {
        let index = Int(Int32(bitPattern: answer.sequence &- first))
        guard records.indices.contains(index) else { return }
        records[index].hasArrived = true
        records[index].answer = .init(
            received: answer.received, turnaround: Int64(answer.turnaround), returned: now,
            trafficClass: answer.trafficClass)
        var earlier = answer.earlier
        while earlier != 0 {
            let before = index - 1 - earlier.trailingZeroBitCount
            if before >= 0 { records[before].hasArrived = true }
            earlier &= earlier - 1
        }
    }

    private mutating func send(bytes: Int) {
        guard let question = exchange.question(bytes: bytes) else { return }
        outlet.put(question, now: jn_now_ns())
        outlet.flush(on: &socket)
    }

    /// Hears answers until `deadline` (ns), or until `take`, which gets each and when it came, has enough.
    private mutating func listen(
        until deadline: Int64, _ take: (ProbeAnswer, Int64) -> Bool
    ) {
        var isEnough = false
        repeat {
            let due = min(deadline, outlet.nextDeadline ?? .max)
            _ = poll.wait(until: Nanoseconds(due))
            outlet.release(now: jn_now_ns(), on: &socket)
            guard poll.isReady(heard) else { continue }
            while socket.receive(into: &batch) > 0 {
                let now = jn_now_ns()
                for index in 0..<batch.count where destination.sameHost(as: batch.address(index)) {
                    if let answer = exchange.answer(batch.datagram(index)) {
                        isEnough = take(answer, now) || isEnough
                    }
                }
                guard batch.isFull else { break }
            }
        } while !isEnough && !isStopping && jn_now_ns() < deadline
    }
}
