import CLinux
import HostIO
import NetworkIO
import RTP
import RealTime
import Simulation
import Streaming
import Synchronization
import Units

/// One stream as its media thread holds it.
struct ReceivedStream: ~Copyable {
    var receiver: StreamReceiver
    var policy: DelayPolicy
    var shared: UnsafePointer<PlayoutShared>
    let counts: MediaCounts
    /// Where its datagrams come from; the port is the sender's choice.
    var peer: SocketAddress
    /// Where the newest of them came from: feedback goes there. Nil before the first one.
    var source: SocketAddress?
    var hasDelay = false
    /// Half the least round trip that the delay is made for, ns; below 0 where none is known.
    var distance: Int64 = -1
    /// When the sender's clock could first be told; 0 before.
    var lineSince: Int64 = 0

    init(
        receiver: consuming StreamReceiver, policy: DelayPolicy,
        shared: UnsafePointer<PlayoutShared>, counts: MediaCounts, peer: SocketAddress
    ) {
        self.receiver = receiver
        self.policy = policy
        self.shared = shared
        self.counts = counts
        self.peer = peer
    }
}

extension ReceivedStream {
    /// Takes half the least round trip: of the media's own way, or, where that is not known (TCP, the first
    /// moments), of the session's. The delay does not follow every change, which would be heard: it
    /// only ever falls, by a millisecond or more.
    mutating func noteDistance(_ now: Int64, session: Int64) {
        let trip = receiver.roundTrip(now: now)
        counts.roundTrip.store(trip ?? -1, ordering: .relaxed)
        // What plays is counted from the way that the first packets took.
        guard distance < 0 || !receiver.hasNewWay else { return }
        let measured = trip.map { $0 / 2 }
        let isOverTCP = source == nil && receiver.counts.received > 0
        guard let time = measured ?? (isOverTCP || hasWaited(now) ? session : nil), time >= 0
        else { return }
        if distance < 0 || time < distance - 1_000_000 { distance = time }
    }

    /// The sender's clock could be told for so long that whatever is still unknown is not waited for.
    func hasWaited(_ now: Int64) -> Bool { lineSince != 0 && now - lineSince > 300_000_000 }
}

/// A receiver's media thread: takes datagrams and frames, and has them decoded into the ring. It
/// lives as long as the process; streams come and go.
final class ReceiveMedia: Sendable {
    /// Packets that are not of the stream, or no packets at all.
    let refused = Counter()
    let inbox = MediaInbox()
    /// Half the least round trip of the session, ns; below 0 where it is not known yet.
    private let sessionDistance = Atomic<Int64>(-1)
    /// From an instant of the sink to the last frame that its cycle needs, ns.
    let outputNeed = Atomic<Int64>(0)
    private let flag: EventFlag
    private let isStopping = Atomic<Bool>(false)
    private let wanted = Atomic<UInt>(0)
    private let inUse = Atomic<UInt>(0)

    private let impairment: Impairment?

    /// `impairment` is of what this end sends: its feedback.
    init(impairment: Impairment?) throws(HostIOError) {
        self.impairment = impairment
        flag = try EventFlag()
    }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        flag.signal()
    }

    /// Half of the session's least round trip is now `time` ns; below 0: another peer, at an unknown
    /// distance.
    func noteDistance(_ time: Int64) { sessionDistance.store(time, ordering: .relaxed) }

    /// Something is in the inbox.
    func wake() { flag.signal() }

    /// Has the thread use `stream` (nil: none). When it returns, the one before is out of use.
    func use(_ stream: UnsafeMutablePointer<ReceivedStream>?) {
        let bits = UInt(bitPattern: stream)
        wanted.store(bits, ordering: .sequentiallyConsistent)
        flag.signal()
        while inUse.load(ordering: .sequentiallyConsistent) != bits,
            !isStopping.load(ordering: .acquiring)
        {
            MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(200_000))
        }
    }

    /// The thread's body.
    func run(socket: inout UDPSocket) {
        var poll = PollSet()
        _ = poll.add(socket.fileDescriptor)
        _ = poll.add(flag.fileDescriptor)
        var batch = DatagramBatch(bytesPerDatagram: Defaults.longestDatagram)
        var outlet = MediaOutlet(impairment)
        while !isStopping.load(ordering: .acquiring) {
            let bits = wanted.load(ordering: .sequentiallyConsistent)
            inUse.store(bits, ordering: .sequentiallyConsistent)
            let stream = UnsafeMutablePointer<ReceivedStream>(bitPattern: bits)
            let now = jn_now_ns()
            let deadline = min(
                stream?.pointee.receiver.nextDeadline ?? .max, outlet.nextDeadline ?? .max)
            _ = poll.wait(until: Nanoseconds(min(deadline, now + 50_000_000)))
            flag.drain()
            takeDatagrams(&socket, &batch, stream)
            takeFrames(stream)
            if let stream {
                jn_rtsan_enter()
                tend(stream)
                jn_rtsan_exit()
                report(stream, &socket, &outlet)
            }
            outlet.release(now: jn_now_ns(), on: &socket)
        }
        inUse.store(0, ordering: .sequentiallyConsistent)
    }

    private func takeDatagrams(
        _ socket: inout UDPSocket, _ batch: inout DatagramBatch,
        _ stream: UnsafeMutablePointer<ReceivedStream>?
    ) {
        // A flood does not keep the thread from its other work.
        for _ in 0..<64 where socket.receive(into: &batch) > 0 {
            let arrival = jn_now_ns()
            jn_rtsan_enter()
            for index in 0..<batch.count {
                let datagram = batch.datagram(index)
                guard let stream, stream.pointee.peer.sameHost(as: batch.address(index)),
                    stream.pointee.receiver.receive(
                        datagram, length: datagram.count, arrival: arrival)
                else {
                    refused.add()
                    continue
                }
                stream.pointee.source = batch.address(index)
            }
            jn_rtsan_exit()
            if batch.count < batch.capacity { break }
        }
    }

    /// Sends the feedback that is due. Media over TCP has none: TCP repairs by itself, and the session
    /// tells the distance.
    private func report(
        _ stream: UnsafeMutablePointer<ReceivedStream>, _ socket: inout UDPSocket,
        _ outlet: inout MediaOutlet
    ) {
        guard let source = stream.pointee.source else { return }
        jn_rtsan_enter()
        outlet.destination = source
        let now = jn_now_ns()
        while !outlet.isFull, let packet = stream.pointee.receiver.feedback(now: now) {
            outlet.put(packet, now: now)
        }
        jn_rtsan_exit()
        outlet.flush(on: &socket)
    }

    private func takeFrames(_ stream: UnsafeMutablePointer<ReceivedStream>?) {
        for var packet in inbox.takeAll() {
            packet.withUnsafeMutableBytes { bytes in
                guard let stream else { return }
                let isOurs = stream.pointee.receiver.receive(
                    bytes, length: bytes.count, arrival: jn_now_ns())
                if !isOurs { refused.add() }
            }
        }
    }

    /// Gives up what is overdue, and sees to the delay.
    private func tend(_ stream: UnsafeMutablePointer<ReceivedStream>) {
        let now = jn_now_ns()
        let counts = stream.pointee.counts
        stream.pointee.receiver.poll(now: now)
        let shared = stream.pointee.shared
        stream.pointee.noteDistance(
            now, session: sessionDistance.load(ordering: .relaxed))
        let distance = stream.pointee.distance
        let oneWay = max(0, distance)
        stream.pointee.policy.oneWay = oneWay
        let outputNeed = outputNeed.load(ordering: .relaxed)
        if stream.pointee.policy.outputNanoseconds != outputNeed {
            stream.pointee.policy.outputNanoseconds = outputNeed
            stream.pointee.receiver.setPlayoutNeed(stream.pointee.policy.need)
            stream.pointee.hasDelay = false
        }
        if !stream.pointee.hasDelay, stream.pointee.receiver.hasLine {
            if stream.pointee.lineSince == 0 { stream.pointee.lineSince = now }
            stream.pointee.policy.prepare(meanLag: stream.pointee.receiver.meanLag)
            // The first packets may come out of a backlog, and the first answers from a busy start:
            // neither is to raise the delay for good.
            if stream.pointee.hasWaited(now) || (distance >= 0 && !stream.pointee.policy.isRaised) {
                stream.pointee.hasDelay = true
                shared.pointee.delay.store(stream.pointee.policy.delay, ordering: .relaxed)
                shared.pointee.mayPlay.store(true, ordering: .releasing)
            }
        }
        let tally = stream.pointee.receiver.counts
        _ = stream.pointee.policy.update(
            now: now, late: tally.late + shared.pointee.missedFrames.count,
            sustainedLag: stream.pointee.receiver.sustainedLag)
        let delay = stream.pointee.policy.delay
        shared.pointee.delay.store(delay, ordering: .relaxed)
        counts.packets.store(tally.received, ordering: .relaxed)
        counts.octets.store(tally.octets, ordering: .relaxed)
        counts.late.store(tally.late, ordering: .relaxed)
        counts.lost.store(tally.lost, ordering: .relaxed)
        counts.concealed.store(
            tally.concealedFrames + shared.pointee.missedFrames.count, ordering: .relaxed)
        counts.repaired.store(tally.repaired, ordering: .relaxed)
        if let plan = stream.pointee.receiver.takePlan() {
            counts.plan.store(plan.bits, ordering: .relaxed)
        }
        counts.jitter.store(stream.pointee.receiver.jitterNanoseconds, ordering: .relaxed)
        let error = shared.pointee.delayError.load(ordering: .relaxed)
        counts.latency.store(delay + oneWay + error, ordering: .relaxed)
        counts.floor.store(
            stream.pointee.policy.floor(sustainedLag: stream.pointee.receiver.sustainedLag),
            ordering: .relaxed)
        counts.isRaised.store(
            stream.pointee.hasDelay && stream.pointee.policy.isRaised, ordering: .relaxed)
    }
}
