internal import CLinux
internal import Glibc

/// A non-blocking UDP socket, moving datagrams by the batch. Closed at the end of its life; for one
/// thread. No error of the network ends it: those are counted in `errors`.
package struct UDPSocket: ~Copyable {
    /// What to poll for input.
    package let fileDescriptor: Int32
    /// Where it is bound, with the port that the kernel chose if none was asked for.
    package let localAddress: SocketAddress
    /// What the kernel granted of the buffers asked for.
    package let buffers: SocketBuffers
    /// Whether IPv6 and IPv4 both reach it, or IPv4 alone.
    package let isDualStack: Bool
    /// What went wrong so far.
    package private(set) var errors = DatagramErrors()

    private let family: Int32
    /// Runs of datagrams go through the kernel as one.
    private var segments: Int32 = 1

    /// Binds to `local`. `::` takes IPv4 as well, and gives way to 0.0.0.0 on a machine without IPv6.
    package init(
        bindingTo local: SocketAddress, options: UDPSocketOptions = .init()
    ) throws(UDPSocketError) {
        let opened = try OpenedSocket(bindingTo: local, options: options)
        fileDescriptor = opened.fileDescriptor
        family = opened.family
        localAddress = opened.localAddress
        buffers = opened.buffers
        isDualStack = opened.family == AF_INET6 && local.isUnspecified
    }

    deinit { _ = close(fileDescriptor) }

    /// Whether this machine has a network interface of this name.
    package static func hasInterface(_ name: String) -> Bool { if_nametoindex(name) != 0 }

    /// Takes datagrams from `peer` only, and learns from ICMP when nobody is there.
    package mutating func connect(to peer: SocketAddress) throws(UDPSocketError) {
        var native = peer.native()
        let status = jn_connect(fileDescriptor, family, &native)
        guard status == 0 else { throw .cannotConnect(peer, errno: -status) }
    }

    /// Where it sends from: once connected, what the routes say. Nil where the system does not tell.
    package var source: SocketAddress? {
        var native = jn_address()
        return jn_local_address(fileDescriptor, &native) == 0 ? SocketAddress(native) : nil
    }

    /// Marks what is sent with the DiffServ code point `point` from now on. Any thread.
    package func setDSCP(_ point: Int) throws(UDPSocketError) {
        try SocketSetup(fileDescriptor: fileDescriptor, family: family).setDSCP(point)
    }

    /// Replaces what is in `batch` by the datagrams that have come, as many as fit, and returns
    /// their number, 0 for none. One longer than its room is counted too large and left empty.
    @_noAllocation
    package mutating func receive(into batch: inout DatagramBatch) -> Int {
        // An ICMP error stands before the datagrams and goes with the call that reports it; each
        // report is one call, so trying again is bounded all the same.
        for _ in 0..<8 {
            var received: Int32 = 0
            let status = jn_receive(
                fileDescriptor, batch.bytes, UInt32(truncatingIfNeeded: batch.bytesPerDatagram),
                Int32(truncatingIfNeeded: batch.capacity), batch.offsets, batch.lengths,
                batch.classes, batch.addresses, Int32(truncatingIfNeeded: batch.entries), &received)
            if status >= 0 {
                let cut = batch.replaceAll(received: Int(received), rooms: Int(status))
                if cut > 0 { errors.count(EMSGSIZE, times: cut) }
                return Int(received)
            }
            if status == -EAGAIN { break }
            if status != -EINTR { errors.count(-status) }
        }
        batch.removeAll()
        return 0
    }

    /// Sends all of `batch`, which stays as it is. Returns how many datagrams the kernel took; the
    /// others are dropped and counted, for audio that waits is audio too late.
    @_noAllocation
    package mutating func send(_ batch: borrowing DatagramBatch) -> Int {
        send(batch, from: 0, count: batch.count)
    }

    /// Sends `count` datagrams of `batch` from `first` on, for pacing a large one.
    @_noAllocation
    package mutating func send(
        _ batch: borrowing DatagramBatch, from first: Int, count: Int
    ) -> Int {
        precondition(first >= 0 && count >= 0 && first + count <= batch.count)
        var next = first
        let end = first + count
        var taken = 0
        var retried = false
        while next < end {
            let status = jn_send(
                fileDescriptor, family, batch.bytes + next * batch.bytesPerDatagram,
                UInt32(truncatingIfNeeded: batch.bytesPerDatagram), batch.lengths + next,
                batch.addresses + next, Int32(truncatingIfNeeded: end - next), &segments)
            if status > 0 {
                next &+= Int(status)
                taken &+= Int(status)
                retried = false
            } else if status == -EINTR {
                continue
            } else if status == -EAGAIN {
                errors.count(EAGAIN, times: end - next)
                break
            } else if status == -ECONNREFUSED, !retried {
                // An answer to an earlier datagram, not to this one: try this one once more.
                errors.count(ECONNREFUSED)
                retried = true
            } else {
                errors.count(-status)
                next &+= 1
                retried = false
            }
        }
        return taken
    }
}
