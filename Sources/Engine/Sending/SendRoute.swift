import NetworkIO
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

    /// A full connection drops what comes newly (RFC 4571 frames are never cut).
    func send(framed packet: UnsafeRawBufferPointer) -> Bool {
        guard let connection = tcp.withLock({ $0 }) else { return false }
        let count = packet.count
        let frame = [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
        return connection.send(bytes: frame + packet, dropIfBusy: true)
    }
}
