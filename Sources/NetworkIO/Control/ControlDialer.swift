import Glibc
import NIOCore
import NIOPosix
package import Session
import Synchronization

/// Calls the other end.
package enum ControlDialer {
    /// Unsent bytes that the kernel takes: what waits longer is sound too late.
    private static let unsentBytes = 131_072

    /// Connects within two seconds, by the network interface named (nil: by the routes), and shows that it may
    /// within three; `completion` hears of it on the loop's thread.
    package static func dial(
        _ place: HostPort, security: DialerSecurity, by interface: String?, on loop: ControlLoop,
        deliver: @escaping @Sendable (ControlConnection, ControlEvent) -> Void,
        completion: @escaping @Sendable (Result<ControlConnection, ControlError>) -> Void
    ) {
        // Several may be tried; and a channel that fails at once has no handlers any more.
        let made = Mutex<[ObjectIdentifier: EventLoopFuture<ControlConnection>]>([:])
        ClientBootstrap(group: loop.group)
            .connectTimeout(.seconds(2))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.tcpOption(.init(rawValue: TCP_NOTSENT_LOWAT)), value: unsentBytes)
            .channelInitializer { channel in
                do {
                    let connection = try furnish(channel, security, deliver)
                    made.withLock { $0[ObjectIdentifier(channel)] = connection }
                } catch { return channel.eventLoop.makeFailedFuture(error) }
                return bind(channel, to: interface)
            }
            .connect(host: place.host, port: Int(place.port))
            .flatMap { channel in
                made.withLock { $0[ObjectIdentifier(channel)] }
                    ?? channel.eventLoop.makeFailedFuture(HandshakeFault.closed)
            }
            .whenComplete { result in
                completion(result.mapError { failure(place, $0) })
            }
    }

    private static func furnish(
        _ channel: any Channel, _ security: DialerSecurity,
        _ deliver: @escaping @Sendable (ControlConnection, ControlEvent) -> Void
    ) throws -> EventLoopFuture<ControlConnection> {
        let pipeline = channel.pipeline.syncOperations
        var exchange: KeyExchange?
        if case .keys(let known) = security {
            let made = KeyExchange()
            try pipeline.addHandler(FirstByteHandler(encrypts: true, farewell: nil))
            try pipeline.addHandler(made.handler(knowing: known))
            exchange = made
        }
        let handler = ControlHandler(
            exchange, isSpokenTo: false, on: channel.eventLoop, deliver: deliver)
        try pipeline.addHandler(handler)
        return handler.made
    }

    /// SO_BINDTODEVICE takes a name of 16 bytes at most.
    private static func bind(
        _ channel: any Channel, to interface: String?
    ) -> EventLoopFuture<Void> {
        guard let interface, let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        var name: (UInt64, UInt64) = (0, 0)
        withUnsafeMutableBytes(of: &name) { $0.copyBytes(from: interface.utf8.prefix(15)) }
        return provider.unsafeSetSocketOption(
            level: .socket, name: .init(rawValue: SO_BINDTODEVICE), value: name)
    }

    private static func failure(_ place: HostPort, _ error: any Error) -> ControlError {
        if let fault = error as? HandshakeFault { return .handshake(place, fault) }
        if let tried = error as? NIOConnectionError {
            let causes = tried.connectionErrors.map(\.error)
            if causes.isEmpty {
                return .unknownHost(place.host, "no address found")
            }
            if let errno = causes.compactMap({ ($0 as? IOError)?.errnoCode }).first {
                return failure(place, errno: errno)
            }
            return .unreachable(place, "no answer within 2 s")
        }
        if let io = error as? IOError { return failure(place, errno: io.errnoCode) }
        if case ChannelError.connectTimeout = error {
            return .unreachable(place, "no answer within 2 s")
        }
        return .unknownHost(place.host, "name resolution failed")
    }

    private static func failure(_ place: HostPort, errno: Int32) -> ControlError {
        switch errno {
        case ECONNREFUSED: .refused(place)
        // A gate that lets nobody from here in, or nobody for now: the same, however soon it came.
        case ECONNRESET: .handshake(place, .closed)
        default: .unreachable(place, String(cString: strerror(errno)))
        }
    }
}
