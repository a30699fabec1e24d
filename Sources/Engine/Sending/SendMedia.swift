import CLinux
import HostIO
import NetworkIO
import RealTime
import Simulation
import Streaming
import Synchronization
import Units

/// A sender's media thread: has captured cycles coded and sends the packets, paced over a quarter
/// of the period at most. It lives as long as its session's sound; while one coding takes the place of
/// another, both are sent.
final class SendMedia: Sendable {
    let counts = MediaCounts()
    let route: SendRoute
    let streams: LentPair<SentStream>
    let impairment: ImpairmentSwitch
    private let isStopping = Atomic<Bool>(false)

    init(route: SendRoute, impairment: Impairment?) throws(HostIOError) {
        self.route = route
        self.impairment = ImpairmentSwitch(impairment)
        streams = try LentPair()
    }

    /// Signalled by the callback after each cycle.
    var flagDescriptor: Int32 { streams.flag.fileDescriptor }

    /// Asks `run` to return.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        streams.flag.signal()
    }

    /// The thread's body. `feed` must outlive it.
    func run(
        feed: UnsafePointer<CaptureFeed>, socket: inout UDPSocket, destination: MediaDestination,
        periodNanoseconds: Int64
    ) {
        var poll = PollSet()
        let woken = poll.add(streams.flag.fileDescriptor)
        let heard = poll.add(socket.fileDescriptor)
        var outlet = MediaOutlet(impairment, to: destination.address)
        var incoming = DatagramBatch(capacity: 16)
        // What was captured before there was anybody to hear it would only come late.
        while feed.pointee.records.pop() != nil {}
        while !isStopping.load(ordering: .acquiring) {
            let (first, second) = streams.take()
            let idle = jn_now_ns() + 100_000_000
            let due = min(
                first?.pointee.sender.nextDeadline ?? .max,
                second?.pointee.sender.nextDeadline ?? .max, outlet.nextDeadline ?? .max)
            _ = poll.wait(until: Nanoseconds(min(idle, due)))
            outlet.follow(on: &socket)
            first?.pointee.obey()
            second?.pointee.obey()
            if poll.isReady(woken) { streams.flag.drain() }
            while let words = feed.pointee.records.pop() {
                let record = CycleRecord(words)
                if let first {
                    send(record, &first.pointee.sender, &socket, &outlet, periodNanoseconds)
                }
                if let second {
                    send(record, &second.pointee.sender, &socket, &outlet, periodNanoseconds)
                }
            }
            if poll.isReady(heard) {
                let source = hear(first, second, &socket, &incoming, by: destination)
                if destination.isFollowed, let source { outlet.destination = source }
            }
            if let first { answer(&first.pointee.sender, &socket, &outlet) }
            if let second { answer(&second.pointee.sender, &socket, &outlet) }
            outlet.release(now: jn_now_ns(), on: &socket)
            counts.tooLong.store(Int(clamping: socket.errors.tooLarge), ordering: .relaxed)
        }
        streams.close()
    }

    private func send(
        _ record: CycleRecord, _ sender: inout StreamSender, _ socket: inout UDPSocket,
        _ outlet: inout MediaOutlet, _ periodNanoseconds: Int64
    ) {
        let before = (packets: sender.packetCount, octets: sender.octetCount)
        jn_rtsan_enter()
        sender.handle(record)
        jn_rtsan_exit()
        if route.isTCP {
            sendFramed(&sender)
        } else {
            sendPaced(&sender, &socket, &outlet, periodNanoseconds)
        }
        counts.packets.add(sender.packetCount - before.packets, ordering: .relaxed)
        counts.octets.add(sender.octetCount - before.octets, ordering: .relaxed)
    }

    private func sendPaced(
        _ sender: inout StreamSender, _ socket: inout UDPSocket, _ outlet: inout MediaOutlet,
        _ periodNanoseconds: Int64
    ) {
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

    /// Takes what the receiver says on the way of the media, and returns where its newest came from; nil where none
    /// came. A flood does not keep the thread from its other work.
    private func hear(
        _ first: UnsafeMutablePointer<SentStream>?, _ second: UnsafeMutablePointer<SentStream>?,
        _ socket: inout UDPSocket, _ batch: inout DatagramBatch, by destination: MediaDestination
    ) -> SocketAddress? {
        var source: SocketAddress?
        for _ in 0..<16 {
            guard socket.receive(into: &batch) > 0 else { return source }
            let now = jn_now_ns()
            jn_rtsan_enter()
            for index in 0..<batch.count where destination.mayCome(from: batch.address(index)) {
                let datagram = batch.datagram(index)
                let bytes = UnsafeRawBufferPointer(datagram)
                var isTheirs = false
                if let first, first.pointee.sender.isMeant(by: bytes) {
                    isTheirs = first.pointee.sender.receive(
                        datagram, length: datagram.count, now: now)
                } else if let second, second.pointee.sender.isMeant(by: bytes) {
                    isTheirs = second.pointee.sender.receive(
                        datagram, length: datagram.count, now: now)
                }
                if isTheirs { source = batch.address(index) }
            }
            jn_rtsan_exit()
            guard batch.isFull else { return source }
        }
        return source
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
