import NetworkIO
import Simulation

/// What a media thread sends by: datagrams are gathered into batches, and, where the link is to be
/// impaired, lost, delayed and reordered on their way out. One thread; nothing allocates after init.
struct MediaOutlet: ~Copyable {
    private var batch = DatagramBatch(bytesPerDatagram: Defaults.longestDatagram)
    private let impairment: ImpairmentSwitch
    private var way: UnsafeMutablePointer<ImpairedWay>?
    /// Where everything goes.
    var destination: SocketAddress?

    init(_ impairment: ImpairmentSwitch, to destination: SocketAddress? = nil) {
        self.destination = destination
        self.impairment = impairment
    }

    /// When a datagram on its way is due, ns; nil where there is none.
    var nextDeadline: Int64? { way?.pointee.flights.nextDue }

    /// No more fits until `flush`.
    var isFull: Bool { batch.count == batch.capacity }

    /// Goes the way that is wanted now; what is on the one before arrives at once.
    mutating func follow(on socket: inout UDPSocket) {
        let newest = impairment.newest
        guard newest != way else { return }
        release(now: .max, on: &socket)
        way = newest
        impairment.use(newest)
    }

    /// Takes one datagram that leaves at `now` (ns); a batch that is full must have been flushed.
    mutating func put(_ datagram: UnsafeRawBufferPointer, now: Int64) {
        guard let way else { return append(datagram) }
        let arrivals = way.pointee.netem.pass(datagram.count, now: now)
        if let first = arrivals.first { way.pointee.flights.insert(datagram, due: first) }
        if let second = arrivals.second { way.pointee.flights.insert(datagram, due: second) }
    }

    /// Gathers what is due at `now` (ns) of what was delayed; false where there is no more of it.
    mutating func gather(now: Int64) -> Bool {
        guard let way else { return false }
        while batch.count < batch.capacity, let datagram = way.pointee.flights.take(now: now) {
            append(datagram)
        }
        return batch.count > 0
    }

    /// Sends what has been gathered.
    mutating func flush(on socket: inout UDPSocket) {
        if batch.count > 0 { _ = socket.send(batch) }
        batch.removeAll()
    }

    /// Sends what is due of what was delayed.
    mutating func release(now: Int64, on socket: inout UDPSocket) {
        while gather(now: now) { flush(on: &socket) }
    }

    private mutating func append(_ datagram: UnsafeRawBufferPointer) {
        guard let destination, let room = batch.nextDatagram(), datagram.count <= room.count else {
            return
        }
        room.copyMemory(from: datagram)
        batch.append(length: datagram.count, to: destination)
    }
}
