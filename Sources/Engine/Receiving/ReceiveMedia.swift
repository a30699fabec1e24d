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
    private let isStopping = Atomic<Bool>(false)
    /// The stream that plays, and one that takes over from it.
    let streams: LentPair<ReceivedStream>
    /// One that measures the way here.
    let probes: LentPair<ProbedWay>
    /// Of what this end sends: its feedback, and its answers to a probe, which may go elsewhere.
    private let impairment: ImpairmentSwitch
    private let answerImpairment: ImpairmentSwitch

    /// `impairment` is of what this end sends: its feedback, and its answers to a probe.
    init(impairment: Impairment?) throws(HostIOError) {
        self.impairment = ImpairmentSwitch(impairment)
        answerImpairment = ImpairmentSwitch(impairment)
        streams = try LentPair()
        probes = try LentPair()
    }

    /// Impairs what this end sends like that from now on. Any thread but a real-time one.
    func impair(_ impairment: Impairment?) {
        self.impairment.set(impairment)
        answerImpairment.set(impairment)
    }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        streams.flag.signal()
    }

    /// Half of the session's least round trip is now `time` ns; below 0: another peer, at an unknown
    /// distance.
    func noteDistance(_ time: Int64) { sessionDistance.store(time, ordering: .relaxed) }

    /// Something is in the inbox.
    func wake() { streams.flag.signal() }

    /// The thread's body.
    func run(socket: inout UDPSocket) {
        var poll = PollSet()
        let heard = poll.add(socket.fileDescriptor)
        let woken = poll.add(streams.flag.fileDescriptor)
        let asked = poll.add(probes.flag.fileDescriptor)
        var batch = DatagramBatch(capacity: 8, bytesPerDatagram: 65_536, isJoined: true)
        var outlet = MediaOutlet(impairment)
        var answers = MediaOutlet(answerImpairment)
        while !isStopping.load(ordering: .acquiring) {
            let (first, second) = streams.take()
            let probe = probes.take().first
            first?.pointee.obey()
            second?.pointee.obey()
            outlet.follow(on: &socket)
            answers.follow(on: &socket)
            let now = jn_now_ns()
            let deadline = min(
                first?.pointee.receiver.nextDeadline ?? .max,
                second?.pointee.receiver.nextDeadline ?? .max, outlet.nextDeadline ?? .max,
                answers.nextDeadline ?? .max)
            _ = poll.wait(until: Nanoseconds(min(deadline, now + 50_000_000)))
            if poll.isReady(woken) { streams.flag.drain() }
            if poll.isReady(asked) { probes.flag.drain() }
            if poll.isReady(heard) {
                takeDatagrams(&socket, &batch, first, second, probe, &answers)
            }
            takeFrames(first, second)
            if let first { tend(first, &socket, &outlet) }
            if let second { tend(second, &socket, &outlet) }
            outlet.release(now: jn_now_ns(), on: &socket)
            answers.release(now: jn_now_ns(), on: &socket)
        }
        streams.close()
        probes.close()
    }

    private func takeDatagrams(
        _ socket: inout UDPSocket, _ batch: inout DatagramBatch,
        _ first: UnsafeMutablePointer<ReceivedStream>?,
        _ second: UnsafeMutablePointer<ReceivedStream>?,
        _ probe: UnsafeMutablePointer<ProbedWay>?, _ answers: inout MediaOutlet
    ) {
        // A flood does not keep the thread from its other work.
        for _ in 0..<64 {
            guard socket.receive(into: &batch) > 0 else { return }
            let arrival = jn_now_ns()
            jn_rtsan_enter()
            for index in 0..<batch.count {
                let datagram = batch.datagram(index)
                let stream = Self.addressee(of: UnsafeRawBufferPointer(datagram), first, second)
                guard let stream, stream.pointee.mayCome(from: batch.address(index)),
                    stream.pointee.receiver.receive(
                        datagram, length: datagram.count, arrival: arrival)
                else {
                    if stream != nil
                        || !answer(datagram, index, arrival, batch, probe, &answers)
                    {
                        refused.add()
                    } else if answers.isFull {
                        jn_rtsan_exit()
                        answers.flush(on: &socket)
                        jn_rtsan_enter()
                    }
                    continue
                }
                stream.pointee.source = batch.address(index)
            }
            jn_rtsan_exit()
            answers.flush(on: &socket)
            guard batch.isFull else { return }
        }
    }

    /// Answers a probe's datagram; false where it is none.
    private func answer(
        _ datagram: UnsafeMutableRawBufferPointer, _ index: Int, _ arrival: Int64,
        _ batch: borrowing DatagramBatch, _ probe: UnsafeMutablePointer<ProbedWay>?,
        _ answers: inout MediaOutlet
    ) -> Bool {
        guard let probe else { return false }
        let source = batch.address(index)
        let now = jn_now_ns()
        guard
            let answer = probe.pointee.answer(
                datagram, from: source, trafficClass: batch.trafficClass(index),
                arrival: arrival, now: now)
        else { return false }
        answers.destination = source
        answers.put(answer, now: now)
        return true
    }

    /// Whose packet it is; nil where it is nobody's.
    private static func addressee(
        of packet: UnsafeRawBufferPointer, _ first: UnsafeMutablePointer<ReceivedStream>?,
        _ second: UnsafeMutablePointer<ReceivedStream>?
    ) -> UnsafeMutablePointer<ReceivedStream>? {
        if let first, first.pointee.receiver.isMeant(by: packet) { return first }
        if let second, second.pointee.receiver.isMeant(by: packet) { return second }
        return nil
    }

    /// Sees to one stream: what is overdue, its delay, and the feedback that is due. Media over TCP has no
    /// feedback: TCP repairs by itself, and the session tells the distance.
    private func tend(
        _ stream: UnsafeMutablePointer<ReceivedStream>, _ socket: inout UDPSocket,
        _ outlet: inout MediaOutlet
    ) {
        jn_rtsan_enter()
        tend(stream)
        let source = stream.pointee.source
        let destination = source ?? stream.pointee.greeted
        if let destination {
            outlet.destination = destination
            let now = jn_now_ns()
            while !outlet.isFull,
                let packet = source == nil
                    ? stream.pointee.receiver.greeting(now: now)
                    : stream.pointee.receiver.feedback(now: now)
            {
                outlet.put(packet, now: now)
            }
        }
        jn_rtsan_exit()
        if destination != nil { outlet.flush(on: &socket) }
    }

    private func takeFrames(
        _ first: UnsafeMutablePointer<ReceivedStream>?,
        _ second: UnsafeMutablePointer<ReceivedStream>?
    ) {
        for var packet in inbox.takeAll() {
            packet.withUnsafeMutableBytes { bytes in
                let stream = Self.addressee(of: UnsafeRawBufferPointer(bytes), first, second)
                let isOurs = stream?.pointee.receiver.receive(
                    bytes, length: bytes.count, arrival: jn_now_ns())
                if isOurs != true, first != nil { refused.add() }
            }
        }
    }

    /// Gives up what is overdue, and sees to the delay.
    private func tend(_ stream: UnsafeMutablePointer<ReceivedStream>) {
        let now = jn_now_ns()
        stream.pointee.receiver.poll(now: now)
        stream.pointee.noteDistance(
            now, session: sessionDistance.load(ordering: .relaxed))
        stream.pointee.steerDelay(now)
        stream.pointee.tell(now)
    }
}
