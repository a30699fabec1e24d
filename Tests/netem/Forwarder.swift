import HostIO
import NetworkIO
import Simulation
import Units

/// Datagrams from one socket to one address, through an impaired network. One thread.
struct Forwarder: ~Copyable {
    private let target: SocketAddress
    private var socket: UDPSocket
    private var netem: Netem
    private var flights: DelayLine
    private var poll = PollSet()
    private var received = DatagramBatch()
    private var leaving = DatagramBatch()

    init(
        from listen: SocketAddress, to target: SocketAddress, _ impairment: Impairment
    ) throws(UDPSocketError) {
        self.target = target
        socket = try UDPSocket(bindingTo: listen)
        netem = Netem(impairment, seed: .random(in: 0 ... .max))
        flights = DelayLine(capacity: 4_096, bytesPerDatagram: received.bytesPerDatagram)
        _ = poll.add(socket.fileDescriptor)
    }

    /// Waits for a datagram that comes or is due, and moves what has come and is due.
    mutating func step() {
        _ = poll.wait(until: flights.nextDue.map { Nanoseconds($0) })
        let now = MonotonicClock.now().count
        for index in 0..<socket.receive(into: &received) {
            let datagram = UnsafeRawBufferPointer(received.datagram(index))
            let arrivals = netem.pass(datagram.count, now: now)
            if let first = arrivals.first { flights.insert(datagram, due: first) }
            if let second = arrivals.second { flights.insert(datagram, due: second) }
        }
        while let room = leaving.nextDatagram(), let datagram = flights.take(now: now) {
            room.copyMemory(from: datagram)
            leaving.append(length: datagram.count, to: target)
        }
        _ = socket.send(leaving)
        leaving.removeAll()
    }
}
