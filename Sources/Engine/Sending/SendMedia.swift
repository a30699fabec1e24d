import CLinux
import HostIO
import NetworkIO
import RealTime
import Simulation
import Streaming
import Synchronization
import Units

/// A sender's media thread: has captured cycles coded and sends the packets, paced over a quarter
/// of the period at most. It lives as long as its stream.
final class SendMedia: Sendable {
    let counts = MediaCounts()
    let route: SendRoute
    private let flag: EventFlag
    private let isStopping = Atomic<Bool>(false)
    private let impairment: Impairment?
    /// What goes beside the stream: the bits of a `RepairPlan`.
    private let plan = Atomic<UInt64>(RepairPlan().bits)
    /// What is lost in spite of it, percent.
    private let loss = Atomic<Int>(0)

    init(route: SendRoute, impairment: Impairment?) throws(HostIOError) {
        self.route = route
        self.impairment = impairment
        flag = try EventFlag()
    }

    /// Signalled by the callback after each cycle.
    var flagDescriptor: Int32 { flag.fileDescriptor }

    /// Sends this beside the stream from now on.
    func use(_ plan: RepairPlan) { self.plan.store(plan.bits, ordering: .relaxed) }

    /// So much is lost in spite of repair.
    func noteLoss(percent: Int) { loss.store(percent, ordering: .relaxed) }

    /// Asks `run` to return.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        flag.signal()
    }

    /// The thread's body. `feed` must outlive it.
    func run(
        feed: UnsafePointer<CaptureFeed>, sender: inout StreamSender, socket: inout UDPSocket,
        destination: SocketAddress, periodNanoseconds: Int64
    ) {
        var poll = PollSet()
        let woken = poll.add(flag.fileDescriptor)
        let heard = poll.add(socket.fileDescriptor)
        var outlet = MediaOutlet(impairment, to: destination)
        var incoming = DatagramBatch(capacity: 16)
        // What was captured before there was anybody to hear it would only come late.
        while feed.pointee.records.pop() != nil {}
        while !isStopping.load(ordering: .acquiring) {
            let idle = jn_now_ns() + 100_000_000
            let due = min(sender.nextDeadline ?? .max, outlet.nextDeadline ?? .max)
            _ = poll.wait(until: Nanoseconds(min(idle, due)))
            sender.plan = RepairPlan(bits: plan.load(ordering: .relaxed))
            sender.lossPercent = loss.load(ordering: .relaxed)
            if poll.isReady(woken) { flag.drain() }
            while let words = feed.pointee.records.pop() {
                jn_rtsan_enter()
                sender.handle(CycleRecord(words))
                jn_rtsan_exit()
                send(&sender, &socket, &outlet, periodNanoseconds)
            }
            if poll.isReady(heard) { hear(&sender, &socket, &incoming, from: destination) }
            answer(&sender, &socket, &outlet)
            outlet.release(now: jn_now_ns(), on: &socket)
            counts.packets.store(sender.packetCount, ordering: .relaxed)
            counts.octets.store(sender.octetCount, ordering: .relaxed)
            counts.tooLong.store(Int(clamping: socket.errors.tooLarge), ordering: .relaxed)
        }
    }

    private func send(
        _ sender: inout StreamSender, _ socket: inout UDPSocket, _ outlet: inout MediaOutlet,
        _ periodNanoseconds: Int64
    ) {
        if route.isTCP { return sendFramed(&sender) }
        let total = sender.pendingPackets
        let start = jn_now_ns()
        var index = 0
        while index < total {
            if index > 0 {
                let due = start + periodNanoseconds / 4 * Int64(index) / Int64(total)
                MonotonicClock.sleep(until: Nanoseconds(due))
            }
            jn_rtsan_enter()
            let now = jn_now_ns()
            let end = min(total, index + 32)
            while index < end {
                if let packet = sender.packet(at: index, now: now) { outlet.put(packet, now: now) }
                index += 1
            }
            jn_rtsan_exit()
            outlet.flush(on: &socket)
        }
    }

    /// Takes what the receiver says on the way of the media. A flood does not keep the thread from its
    /// other work.
    private func hear(
        _ sender: inout StreamSender, _ socket: inout UDPSocket, _ batch: inout DatagramBatch,
        from peer: SocketAddress
    ) {
        for _ in 0..<16 {
            guard socket.receive(into: &batch) > 0 else { return }
            let now = jn_now_ns()
            jn_rtsan_enter()
            for index in 0..<batch.count where peer.sameHost(as: batch.address(index)) {
                let datagram = batch.datagram(index)
                _ = sender.receive(datagram, length: datagram.count, now: now)
            }
            jn_rtsan_exit()
            guard batch.isFull else { return }
        }
    }

    private func answer(
        _ sender: inout StreamSender, _ socket: inout UDPSocket, _ outlet: inout MediaOutlet
    ) {
        jn_rtsan_enter()
        let now = jn_now_ns()
        while !outlet.isFull, let packet = sender.answer(now: now) {
            // Media over TCP is repaired by TCP.
            if !route.isTCP { outlet.put(packet, now: now) }
        }
        jn_rtsan_exit()
        outlet.flush(on: &socket)
    }

    /// A cycle's packets in one piece: TCP paces by itself.
    private func sendFramed(_ sender: inout StreamSender) {
        var frames: [UInt8] = []
        for index in 0..<sender.pendingPackets {
            guard let packet = sender.packet(at: index, now: jn_now_ns()) else { continue }
            SendRoute.append(packet, to: &frames)
        }
        route.send(frames: frames)
    }
}
