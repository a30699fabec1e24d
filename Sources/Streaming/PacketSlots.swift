/// Packets that wait for their turn, found by extended sequence number. Sized at init.
package struct PacketSlots: ~Copyable {
    private struct Slot {
        var sequence: Int64
        var position: Int64
        var bytes: Int
    }

    /// What a slot holds; valid until the next `put`.
    package struct Packet {
        package var position: Int64
        package var payload: UnsafeRawBufferPointer
    }

    package let capacity: Int
    private let payloadBytes: Int
    private let slots: UnsafeMutablePointer<Slot>
    private let storage: UnsafeMutableRawPointer

    package init(minimumPackets: Int, payloadBytes: Int) {
        var capacity = 64
        while capacity < minimumPackets { capacity *= 2 }
        self.capacity = capacity
        self.payloadBytes = payloadBytes
        slots = .allocate(capacity: capacity)
        slots.initialize(
            repeating: Slot(sequence: -1, position: 0, bytes: 0), count: capacity)
        storage = .allocate(byteCount: capacity * payloadBytes, alignment: 16)
    }

    deinit {
        slots.deallocate()
        storage.deallocate()
    }

    /// Keeps a packet, in place of an older one; false for one that is too long.
    package mutating func put(
        _ sequence: Int64, position: Int64, payload: UnsafeRawBufferPointer
    ) -> Bool {
        guard payload.count <= payloadBytes, let base = payload.baseAddress else { return false }
        let index = Int(truncatingIfNeeded: sequence) & (capacity - 1)
        (storage + index * payloadBytes).copyMemory(from: base, byteCount: payload.count)
        slots[index] = Slot(
            sequence: sequence, position: position, bytes: payload.count)
        return true
    }

    /// The packet with this number, if it is here.
    package func packet(_ sequence: Int64) -> Packet? {
        let index = Int(truncatingIfNeeded: sequence) & (capacity - 1)
        let slot = slots[index]
        guard slot.sequence == sequence else { return nil }
        return Packet(
            position: slot.position,
            payload: UnsafeRawBufferPointer(
                start: storage + index * payloadBytes, count: slot.bytes))
    }

    /// The lowest number of `range` that is here. However far its ends are apart, which strangers can have some say
    /// in where nothing is protected, no more is looked at than there are slots.
    package func lowest(in range: Range<Int64>) -> Int64? {
        guard range.count > capacity else { return range.first { packet($0) != nil } }
        var lowest: Int64?
        for index in 0..<capacity where range.contains(slots[index].sequence) {
            lowest = min(lowest ?? .max, slots[index].sequence)
        }
        return lowest
    }

    /// How many numbers of `range` are here.
    package func count(in range: Range<Int64>) -> Int {
        guard range.count > capacity else {
            return range.reduce(0) { $0 + (packet($1) == nil ? 0 : 1) }
        }
        return (0..<capacity).reduce(0) { $0 + (range.contains(slots[$1].sequence) ? 1 : 0) }
    }
}
