package import Protection
package import RTP

/// The packets that one cycle becomes, in memory sized at init: payloads are written as they are
/// coded, headers when the packet leaves, so that the delay in them is the true one.
package struct OutgoingPackets: ~Copyable {
    private struct Entry {
        var timestamp: UInt32
        var positionHigh: Int64
        var captureTime: Int64?
        var payloadBytes: Int
        var carriesCapture: Bool
        var hasLeft = false
    }

    package private(set) var count = 0
    /// Longest packet, protection included, in bytes; a multiple of 4, as libsrtp2 wants packets to begin.
    package let packetBytes: Int
    private let capacity: Int
    private let payloadBytes: Int
    private let storage: UnsafeMutableRawPointer
    private let entries: UnsafeMutablePointer<Entry>

    /// Room for `capacity` packets of at most `payloadBytes`.
    package init(capacity: Int, payloadBytes: Int, overheadBytes: Int) {
        self.capacity = capacity
        self.payloadBytes = payloadBytes
        packetBytes = (RTPHeader.bytesWithCapture + payloadBytes + overheadBytes + 3) & ~3
        storage = .allocate(byteCount: capacity * packetBytes, alignment: 16)
        entries = .allocate(capacity: capacity)
        entries.initialize(
            repeating: Entry(
                timestamp: 0, positionHigh: 0, captureTime: 0, payloadBytes: 0,
                carriesCapture: false),
            count: capacity)
    }

    deinit {
        storage.deallocate()
        entries.deallocate()
    }

    package mutating func removeAll() { count = 0 }

    /// Where the next payload goes; nil when full.
    package func room() -> UnsafeMutableRawBufferPointer? {
        guard count < capacity else { return nil }
        let start = storage + (count * packetBytes + RTPHeader.bytesWithCapture)
        return UnsafeMutableRawBufferPointer(start: start, count: payloadBytes)
    }

    /// Keeps the payload of `bytes` just written to `room`, whose first frame has `position` and was
    /// at the port at `captureTime` (ns; nil where that is uncertain).
    package mutating func append(
        bytes: Int, position: Int64, captureTime: Int64?, carriesCapture: Bool
    ) {
        entries[count] = Entry(
            timestamp: UInt32(truncatingIfNeeded: position), positionHigh: position,
            captureTime: captureTime, payloadBytes: bytes, carriesCapture: carriesCapture)
        count += 1
    }

    /// The payload of packet `index` and its timestamp; nil once it is sealed, for its bytes are others then.
    package func payload(_ index: Int) -> (timestamp: UInt32, bytes: UnsafeRawBufferPointer)? {
        let entry = entries[index]
        guard !entry.hasLeft else { return nil }
        let start = storage + (index * packetBytes + RTPHeader.bytesWithCapture)
        return (
            entry.timestamp, UnsafeRawBufferPointer(start: start, count: entry.payloadBytes)
        )
    }

    /// Completes packet `index`, once, for leaving at `now` (ns); nil where protection fails.
    package func seal(
        _ index: Int, header: RTPHeader, now: Int64, protector: inout PacketProtector
    ) -> UnsafeRawBufferPointer? {
        let entry = entries[index]
        guard !entry.hasLeft else { return nil }
        entries[index].hasLeft = true
        let headerBytes =
            entry.carriesCapture ? RTPHeader.bytesWithCapture : RTPHeader.fixedBytes
        // A short header begins later, so that the payload stays where it is.
        let start = storage + (index * packetBytes + RTPHeader.bytesWithCapture - headerBytes)
        let buffer = UnsafeMutableRawBufferPointer(
            start: start, count: packetBytes - RTPHeader.bytesWithCapture + headerBytes)
        var header = header
        header.timestamp = entry.timestamp
        let capture =
            entry.carriesCapture
            ? CaptureStamp(
                position: entry.positionHigh,
                delayNanoseconds: entry.captureTime.map { now &- $0 }
                    ?? Int64(CaptureStamp.unknownDelay))
            : nil
        guard header.write(into: buffer, capture: capture) != nil,
            let bytes = protector.protect(buffer, length: headerBytes + entry.payloadBytes)
        else { return nil }
        return UnsafeRawBufferPointer(start: start, count: bytes)
    }
}
