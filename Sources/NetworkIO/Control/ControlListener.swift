import Glibc
import NIOCore
import NIOPosix
package import Session

/// Waits for sessions on a TCP port, IPv4 and IPv6, and keeps strangers out.
package final class ControlListener: Sendable {
    private let listening: ListeningPort
    /// The port that is listened on.
    package var port: UInt16 { listening.number }

    /// Until another connection is tried for after one that could not be taken.
    private static let pause = TimeAmount.milliseconds(100)
    /// What an end hears that does not encrypt where this one does, or the other way about.
    private static let keyIsNeeded = SessionMessage.refuse(
        Refusal(
            code: "key",
            reason: "this end takes nobody without a key, and encrypts; leave --open away"))
    private static let isOpen = SessionMessage.refuse(
        Refusal(
            code: "open",
            reason: "this end is open, and does not encrypt; give --open at both ends, or at none"))

    /// Listens on `place`; an empty host is every address of this machine. Whoever is let in is heard by
    /// `deliver`; of the others `refused` hears, with their numeric address. Both on the loop's thread.
    package init(
        _ place: HostPort, allowing allowed: [AddressRange] = [], security: ListenerSecurity,
        on loop: ControlLoop,
        deliver: @escaping @Sendable (ControlConnection, ControlEvent) -> Void,
        refused: @escaping @Sendable (String, DoorFault) -> Void
    ) throws(ControlError) {
        func listen(_ host: String) throws -> ListeningPort {
            try ListeningPort(place.port) { port in
                Self.bootstrap(allowed, security, loop, deliver, refused)
                    .bind(host: host, port: Int(port))
            }
        }
        do {
            do {
                listening = try listen(place.host.isEmpty ? "::" : place.host)
            } catch  where place.host.isEmpty && !Self.isTaken(error) {
                listening = try listen("0.0.0.0")
            }
        } catch {
            let cause = (error as? IOError)?.errnoCode
            switch cause {
            case EADDRINUSE: throw .portTaken(place)
            case EACCES: throw .notPermitted(place)
            case nil where error is SocketAddressError:
                throw .unknownHost(place.host, "no address found")
            default:
                throw .badAddress(place, cause.map { String(cString: strerror($0)) } ?? "\(error)")
            }
        }
    }

    private static func bootstrap(
        _ allowed: [AddressRange], _ security: ListenerSecurity, _ loop: ControlLoop,
        _ deliver: @escaping @Sendable (ControlConnection, ControlEvent) -> Void,
        _ refused: @escaping @Sendable (String, DoorFault) -> Void
    ) -> ServerBootstrap {
        // One thread has them all.
        let gate = NIOLoopBoundBox.makeEmptyBox(
            valueType: GateHandler.self, eventLoop: loop.group.next())
        return ServerBootstrap(group: loop.group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    // Where there are no descriptors left, the kernel offers the same connection again at once.
                    try pipeline.addHandler(
                        AcceptBackoffHandler(shouldForwardIOErrorCaught: false) { _ in pause })
                    let handler = GateHandler(ConnectionGate(allowed: allowed)) {
                        refused($1.ip, .gate($0))
                    }
                    gate.value = handler
                    try pipeline.addHandler(handler)
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try furnish(channel, gate, security, deliver, refused)
                }
            }
    }

    private static func furnish(
        _ channel: any Channel, _ gate: NIOLoopBoundBox<GateHandler?>,
        _ security: ListenerSecurity,
        _ deliver: @escaping @Sendable (ControlConnection, ControlEvent) -> Void,
        _ refused: @escaping @Sendable (String, DoorFault) -> Void
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        let address = channel.remoteAddress?.ipAddress ?? ""
        var exchange: KeyExchange?
        var keys: (any AcceptedKeys)?
        switch security {
        case .open:
            try pipeline.addHandler(FirstByteHandler(encrypts: false, farewell: Self.isOpen))
        case .keys(let accepted):
            let made = KeyExchange()
            try pipeline.addHandler(FirstByteHandler(encrypts: true, farewell: Self.keyIsNeeded))
            try pipeline.addHandler(made.handler(accepting: accepted))
            (exchange, keys) = (made, accepted)
        }
        let handler = ControlHandler(
            exchange, isSpokenTo: true, on: channel.eventLoop, deliver: deliver)
        handler.made.whenComplete { [keys] result in
            switch result {
            case .success(let connection):
                guard gate.value?.authenticate(channel) == true else {
                    return channel.close(promise: nil)
                }
                if let key = connection.key { keys?.noteUse(of: key) }
            case .failure(let error):
                refused(address, .handshake(error as? HandshakeFault ?? .closed))
            }
        }
        try pipeline.addHandler(handler)
    }

    private static func isTaken(_ error: any Error) -> Bool {
        (error as? IOError)?.errnoCode == EADDRINUSE
    }

    package func close() { listening.close() }
}
