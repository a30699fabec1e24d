import NetworkIO
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

/// Cuts RTP packets out of the TCP connection that carries the media now, on the event loop's
/// thread.
final class MediaIntake: Sendable {
    private let state = Mutex<State?>(nil)

    /// A connection with what has come of a packet: another one begins with a whole one.
    private struct State: ~Copyable {
        let connection: ControlConnection
        var reader = FrameReader(capacity: Defaults.longestDatagram)
    }

    /// Takes what comes from `connection` from now on, and from no other.
    func take(from connection: ControlConnection) {
        state.withLock { $0 = State(connection: connection) }
    }

    /// Puts the packets that `bytes` complete into `inbox`.
    func cut(_ bytes: [UInt8], from connection: ControlConnection, into inbox: MediaInbox) {
        state.withLock { state in
            guard var current = state.take() else { return }
            if current.connection == connection {
                bytes.withUnsafeBytes { raw in
                    var chunk = raw
                    while let packet = current.reader.next(from: &chunk) {
                        inbox.put(Array(packet))
                    }
                }
            }
            state = consume current
        }
    }
}
