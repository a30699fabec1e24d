import RTP
import Synchronization

/// RTP packets that came over TCP, on their way to the media thread; the oldest go when it is
/// behind.
final class MediaInbox: Sendable {
    private static let limit = 4_096
    private let packets = Mutex<[[UInt8]]>([])

    func put(_ packet: [UInt8]) {
        packets.withLock { packets in
            if packets.count >= Self.limit { packets.removeFirst(Self.limit / 2) }
            packets.append(packet)
        }
    }

    func takeAll() -> [[UInt8]] {
        packets.withLock { packets in
            defer { packets = [] }
            return packets
        }
    }
}

/// Cuts RTP packets out of a TCP connection, on the event loop's thread.
final class FrameCutter: Sendable {
    private let reader = Mutex<ReaderBox>(ReaderBox())
    private struct ReaderBox: ~Copyable { var reader = FrameReader(capacity: 65_535) }

    func cut(_ bytes: [UInt8], into inbox: MediaInbox) {
        reader.withLock { box in
            bytes.withUnsafeBytes { raw in
                var chunk = raw
                while let packet = box.reader.next(from: &chunk) { inbox.put(Array(packet)) }
            }
        }
    }
}
