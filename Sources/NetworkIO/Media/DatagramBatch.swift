internal import CLinux

/// Datagrams and the addresses they come from or go to, in memory made once. For one thread.
package struct DatagramBatch: ~Copyable {
    /// The most datagrams in a batch: what one system call moves.
    package static let maximumCapacity = Int(JN_BATCH_MAX)

    /// What a kernel joins at most, in datagrams.
    private static let mostJoined = 128

    /// How many datagrams fit, each in a room of its own; or, of joined ones, how many rooms there are.
    package let capacity: Int
    /// The room for each, in bytes.
    package let bytesPerDatagram: Int
    /// How many there are.
    package private(set) var count = 0

    let bytes: UnsafeMutablePointer<UInt8>
    let offsets: UnsafeMutablePointer<UInt32>
    let lengths: UnsafeMutablePointer<UInt32>
    let classes: UnsafeMutablePointer<UInt8>
    let addresses: UnsafeMutablePointer<jn_address>
    /// Of the four above.
    let entries: Int
    /// The kernel may have more.
    package private(set) var isFull = false

    /// Room for `capacity`, 1 … 64, datagrams of `bytesPerDatagram`, 1 … 65 536, bytes each. 2048
    /// takes what an Ethernet frame of 1500 carries, and shows a longer one for what it is. Where
    /// `isJoined`, each room holds many that came as one (`UDPSocketOptions.joinsArrivals`).
    package init(
        capacity: Int = Self.maximumCapacity, bytesPerDatagram: Int = 2048, isJoined: Bool = false
    ) {
        precondition((1...Self.maximumCapacity).contains(capacity), "capacity of a batch")
        precondition((1...65_536).contains(bytesPerDatagram), "size of a datagram")
        self.capacity = capacity
        self.bytesPerDatagram = bytesPerDatagram
        bytes = .allocate(capacity: capacity * bytesPerDatagram)
        bytes.initialize(repeating: 0, count: capacity * bytesPerDatagram)
        entries = capacity * (isJoined ? Self.mostJoined : 1)
        offsets = .allocate(capacity: entries)
        offsets.initialize(repeating: 0, count: entries)
        lengths = .allocate(capacity: entries)
        lengths.initialize(repeating: 0, count: entries)
        classes = .allocate(capacity: entries)
        classes.initialize(repeating: 0, count: entries)
        addresses = .allocate(capacity: entries)
        addresses.initialize(repeating: jn_address(), count: entries)
    }

    deinit {
        bytes.deallocate()
        offsets.deallocate()
        lengths.deallocate()
        classes.deallocate()
        addresses.deallocate()
    }

    /// The bytes of datagram `index`, 0 … `count` − 1; valid until the batch changes.
    @_noLocks @_noAllocation
    package borrowing func datagram(_ index: Int) -> UnsafeMutableRawBufferPointer {
        precondition(index >= 0 && index < count)
        return UnsafeMutableRawBufferPointer(
            start: bytes + Int(offsets[index]), count: Int(lengths[index]))
    }

    /// Where datagram `index` came from or goes to.
    @_noLocks @_noAllocation
    package borrowing func address(_ index: Int) -> SocketAddress {
        precondition(index >= 0 && index < count)
        return SocketAddress(addresses[index])
    }

    /// The traffic class that datagram `index` came with, DSCP in its upper six bits (RFC 2474); 0 where
    /// the socket was not asked to tell it (`UDPSocketOptions.tellsTrafficClass`).
    @_noLocks @_noAllocation
    package borrowing func trafficClass(_ index: Int) -> UInt8 {
        precondition(index >= 0 && index < count)
        return classes[index]
    }

    /// The room to write the next datagram into, all `bytesPerDatagram` of it; nil when the batch is
    /// full. `append` then makes it part of the batch.
    @_noLocks @_noAllocation
    package borrowing func nextDatagram() -> UnsafeMutableRawBufferPointer? {
        guard count < capacity else { return nil }
        return UnsafeMutableRawBufferPointer(
            start: bytes + count * bytesPerDatagram, count: bytesPerDatagram)
    }

    /// Adds the first `length` bytes of `nextDatagram()`, to go to `destination`.
    @_noLocks @_noAllocation
    package mutating func append(length: Int, to destination: SocketAddress) {
        precondition(count < capacity && length >= 0 && length <= bytesPerDatagram)
        offsets[count] = UInt32(truncatingIfNeeded: count &* bytesPerDatagram)
        lengths[count] = UInt32(truncatingIfNeeded: length)
        addresses[count] = destination.native()
        count &+= 1
    }

    /// Empties the batch.
    @_noLocks @_noAllocation
    package mutating func removeAll() { count = 0 }

    /// The kernel put `received` datagrams into `rooms` rooms; returns how many of them were cut off, which
    /// are emptied, since half a packet is none.
    @_noLocks @_noAllocation
    mutating func replaceAll(received: Int, rooms: Int) -> Int {
        isFull = rooms == capacity
        var cut = 0
        for index in 0..<received where Int(lengths[index]) > bytesPerDatagram {
            lengths[index] = 0
            cut &+= 1
        }
        count = received
        return cut
    }
}
