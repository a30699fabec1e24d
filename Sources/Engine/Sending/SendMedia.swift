import CLinux
import HostIO
import NetworkIO
import RealTime
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

    init(route: SendRoute) throws(HostIOError) {
        self.route = route
        flag = try EventFlag()
    }

    /// Signalled by the callback after each cycle.
    var flagDescriptor: Int32 { flag.fileDescriptor }

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
        _ = poll.add(flag.fileDescriptor)
        _ = poll.add(socket.fileDescriptor)
        var batch = DatagramBatch(
            capacity: 16, bytesPerDatagram: Defaults.longestDatagram)
        var incoming = DatagramBatch(capacity: 16)
        // What was captured before there was anybody to hear it would only come late.
        while feed.pointee.records.pop() != nil {}
        while !isStopping.load(ordering: .acquiring) {
            _ = poll.wait(until: Nanoseconds(jn_now_ns() + 100_000_000))
            flag.drain()
            while let words = feed.pointee.records.pop() {
                jn_rtsan_enter()
                sender.handle(CycleRecord(words))
                jn_rtsan_exit()
                send(&sender, &socket, &batch, destination, periodNanoseconds)
            }
            hear(&sender, &socket, &incoming, from: destination)
            answer(&sender, &socket, &batch, destination)
            counts.packets.store(sender.packetCount, ordering: .relaxed)
            counts.octets.store(sender.octetCount, ordering: .relaxed)
            counts.tooLong.store(Int(clamping: socket.errors.tooLarge), ordering: .relaxed)
        }
    }

    private func send(
        _ sender: inout StreamSender, _ socket: inout UDPSocket, _ batch: inout DatagramBatch,
        _ destination: SocketAddress, _ periodNanoseconds: Int64
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
            batch.removeAll()
            let now = jn_now_ns()
            while index < total, let room = batch.nextDatagram() {
                if let packet = sender.packet(at: index, now: now) {
                    batch.append(packet, in: room, to: destination)
                }
                index += 1
            }
            jn_rtsan_exit()
            if batch.count > 0 { _ = socket.send(batch) }
        }
    }

    /// Takes what the receiver says on the way of the media. A flood does not keep the thread from its
    /// other work.
    private func hear(
        _ sender: inout StreamSender, _ socket: inout UDPSocket, _ batch: inout DatagramBatch,
        from peer: SocketAddress
    ) {
        for _ in 0..<16 where socket.receive(into: &batch) > 0 {
            let now = jn_now_ns()
            jn_rtsan_enter()
            for index in 0..<batch.count where peer.sameHost(as: batch.address(index)) {
                let datagram = batch.datagram(index)
                _ = sender.receive(datagram, length: datagram.count, now: now)
            }
            jn_rtsan_exit()
            if batch.count < batch.capacity { break }
        }
    }

    private func answer(
        _ sender: inout StreamSender, _ socket: inout UDPSocket, _ batch: inout DatagramBatch,
        _ destination: SocketAddress
    ) {
        jn_rtsan_enter()
        batch.removeAll()
        let now = jn_now_ns()
        while let room = batch.nextDatagram(), let packet = sender.answer(now: now) {
            batch.append(packet, in: room, to: destination)
        }
        jn_rtsan_exit()
        if batch.count > 0 { _ = socket.send(batch) }
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

extension DatagramBatch {
    /// Copies `packet` into `room`, which `nextDatagram` gave, to go to `destination`; one that does not
    /// fit is left out.
    mutating func append(
        _ packet: UnsafeRawBufferPointer, in room: UnsafeMutableRawBufferPointer,
        to destination: SocketAddress
    ) {
        guard packet.count <= room.count else { return }
        room.copyMemory(from: packet)
        append(length: packet.count, to: destination)
    }
}
