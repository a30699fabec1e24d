import NetworkIO
import Simulation

/// What a media thread sends by: datagrams are gathered into batches, and, where the link is to be
/// impaired, lost, delayed and reordered on their way out. One thread; nothing allocates after init.
struct MediaOutlet: ~Copyable {
    /// An impaired way, and what is on it.
    private struct Impaired: ~Copyable {
        var netem: Netem
        var flights = DelayLine(capacity: 4_096, bytesPerDatagram: Defaults.longestDatagram)
    }

    private var batch = DatagramBatch(bytesPerDatagram: Defaults.longestDatagram)
    private var impaired: Impaired?
    /// Where everything goes.
    var destination: SocketAddress?

    init(_ impairment: Impairment?, to destination: SocketAddress? = nil) {
        self.destination = destination
        if let impairment {
            impaired = Impaired(netem: Netem(impairment, seed: .random(in: 0 ... .max)))
        }
    }

    /// When a datagram on its way is due, ns; nil where there is none.
    var nextDeadline: Int64? {
        switch impaired {
        case .some(let impaired): impaired.flights.nextDue
        case .none: nil
        }
    }

    /// No more fits until `flush`.
    var isFull: Bool { batch.count == batch.capacity }

    /// Takes one datagram that leaves at `now` (ns); a batch that is full must have been flushed.
    mutating func put(_ datagram: UnsafeRawBufferPointer, now: Int64) {
        guard var way = impaired.take() else { return append(datagram) }
        let arrivals = way.netem.pass(datagram.count, now: now)
        if let first = arrivals.first { way.flights.insert(datagram, due: first) }
        if let second = arrivals.second { way.flights.insert(datagram, due: second) }
        impaired = consume way
    }

    /// Gathers what is due at `now` (ns) of what was delayed; false where there is no more of it.
    mutating func gather(now: Int64) -> Bool {
        guard var way = impaired.take() else { return false }
        while batch.count < batch.capacity, let datagram = way.flights.take(now: now) {
            append(datagram)
        }
        impaired = consume way
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
