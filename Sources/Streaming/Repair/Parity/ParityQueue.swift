import RTP

/// A sender's packets of parity between their making and their leaving, oldest first; what does not fit
/// is not sent. Sans-IO; one thread; nothing allocates after init.
package struct ParityQueue: ~Copyable {
    /// A packet's payload, with the timestamp that it goes out with.
    package struct Packet {
        package var timestamp: UInt32
        /// Valid until the next `append`.
        package var payload: UnsafeRawBufferPointer
    }

    private struct Entry {
        var due: Int64
        var timestamp: UInt32
        var bytes: Int
    }

    /// A period of many channels is many packets, and so many parities at once.
    private static var capacity: Int { 64 }

    private let payloadBytes: Int
    private let storage: UnsafeMutableRawPointer
    private let entries: UnsafeMutablePointer<Entry>
    private var first = 0
    private var count = 0

    /// For parity of payloads of at most `payloadBytes`.
    package init(payloadBytes: Int) {
        self.payloadBytes = Self.bytes(payloadBytes)
        storage = .allocate(byteCount: Self.capacity * self.payloadBytes, alignment: 16)
        entries = .allocate(capacity: Self.capacity)
        entries.initialize(
            repeating: Entry(due: 0, timestamp: 0, bytes: 0), count: Self.capacity)
    }

    deinit {
        storage.deallocate()
        entries.deallocate()
    }

    /// A packet of parity of payloads of `payloadBytes`.
    private static func bytes(_ payloadBytes: Int) -> Int {
        ParityPayload.headerBytes + ParityShard.prefixBytes + payloadBytes
    }

    /// Keeps `parity` until `due` (ns).
    package mutating func append(_ parity: ParityEncoder.Packet, due: Int64) {
        let bytes = ParityPayload.headerBytes + parity.shard.count
        guard count < Self.capacity, bytes <= payloadBytes else { return }
        let index = (first + count) % Self.capacity
        let room = UnsafeMutableRawBufferPointer(
            start: storage + index * payloadBytes, count: bytes)
        parity.header.write(into: room, at: 0)
        UnsafeMutableRawBufferPointer(rebasing: room[ParityPayload.headerBytes...])
            .copyMemory(from: parity.shard)
        entries[index] = Entry(due: due, timestamp: parity.timestamp, bytes: bytes)
        count += 1
    }

    /// When the next one leaves, ns; nil where there is none.
    package var nextDeadline: Int64? { count > 0 ? entries[first].due : nil }

    /// The next one that is due at `now` (ns), taken out.
    package mutating func take(now: Int64) -> Packet? {
        guard count > 0, entries[first].due <= now else { return nil }
        let (index, entry) = (first, entries[first])
        first = (first + 1) % Self.capacity
        count -= 1
        return Packet(
            timestamp: entry.timestamp,
            payload: UnsafeRawBufferPointer(
                start: storage + index * payloadBytes, count: entry.bytes))
    }
}
