import CLinux
import HostIO
import NetworkIO
import RealTime
import Simulation
import Streaming
import Synchronization
import Units

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
    /// The sink's cycles keep their distance from the sender's.
    let keepsPhase = Atomic<Bool>(false)
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
        let heard = poll.add(socket.fileDescriptor)
        let woken = poll.add(flag.fileDescriptor)
        var batch = DatagramBatch(capacity: 8, bytesPerDatagram: 65_536, isJoined: true)
        var outlet = MediaOutlet(impairment)
        while !isStopping.load(ordering: .acquiring) {
            let bits = wanted.load(ordering: .sequentiallyConsistent)
            inUse.store(bits, ordering: .sequentiallyConsistent)
            let stream = UnsafeMutablePointer<ReceivedStream>(bitPattern: bits)
            let now = jn_now_ns()
            let deadline = min(
                stream?.pointee.receiver.nextDeadline ?? .max, outlet.nextDeadline ?? .max)
            _ = poll.wait(until: Nanoseconds(min(deadline, now + 50_000_000)))
            if poll.isReady(woken) { flag.drain() }
            if poll.isReady(heard) { takeDatagrams(&socket, &batch, stream) }
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
        for _ in 0..<64 {
            guard socket.receive(into: &batch) > 0 else { return }
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
            guard batch.isFull else { return }
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
        stream.pointee.receiver.poll(now: now)
        stream.pointee.noteDistance(
            now, session: sessionDistance.load(ordering: .relaxed))
        stream.pointee.steerDelay(
            now, outputNeed: outputNeed.load(ordering: .relaxed),
            keepsPhase: keepsPhase.load(ordering: .relaxed))
        stream.pointee.tell(now)
    }
}
