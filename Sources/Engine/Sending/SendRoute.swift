import NetworkIO
import RTP
import Synchronization

/// Where a sender's packets go; changed while they flow.
final class SendRoute: Sendable {
    private let tcp = Mutex<ControlConnection?>(nil)
    private let usesTCP = Atomic<Bool>(false)

    /// Datagrams until further notice.
    func useUDP() { usesTCP.store(false, ordering: .relaxed) }

    /// Nothing until there is a connection, then all of it there.
    func useTCP(_ connection: ControlConnection?) {
        tcp.withLock { $0 = connection }
        usesTCP.store(true, ordering: .relaxed)
    }

    var isTCP: Bool { usesTCP.load(ordering: .relaxed) }

    /// Sends what `append` has put together. A full connection drops what comes newly, whole frames
    /// of it (RFC 4571).
    func send(frames: [UInt8]) {
        guard !frames.isEmpty, let connection = tcp.withLock({ $0 }) else { return }
        connection.send(bytes: frames, dropIfBusy: true)
    }

    /// Puts `packet` behind `frames`, with its length before it (RFC 4571).
    static func append(_ packet: UnsafeRawBufferPointer, to frames: inout [UInt8]) {
        let start = frames.count
        let bytes = packet.count + FrameWriter.prefixBytes
        frames.append(contentsOf: repeatElement(0, count: bytes))
        frames.withUnsafeMutableBytes { all in
            let room = UnsafeMutableRawBufferPointer(rebasing: all[start...])
            _ = FrameWriter.write(packet: packet, into: room)
        }
    }
}
