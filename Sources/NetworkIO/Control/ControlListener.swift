import Glibc
import NIOCore
import NIOPosix
package import Session

/// Why a session's sockets cannot be had; one line each, with the remedy.
package enum ControlError: Error, Hashable, Sendable {
    case portTaken(HostPort)
    case notPermitted(HostPort)
    case badAddress(HostPort, String)
    case unknownHost(String, String)
    case refused(HostPort)
    case unreachable(HostPort, String)

    package var description: String {
        switch self {
        case .portTaken(let place):
            "\(place.description): the port is taken; stop the other program or choose another "
                + "with --listen"
        case .notPermitted(let place):
            "\(place.description): not permitted; choose a port above 1023"
        case .badAddress(let place, let cause):
            "\(place.description): cannot listen there (\(cause)); name an address of this machine"
        case .unknownHost(let host, let cause):
            "\(host): unknown host (\(cause)); check its spelling, or give an address"
        case .refused(let place):
            "\(place.description): connection refused; start `jacknet recv` there"
        case .unreachable(let place, let cause):
            "\(place.description): no connection (\(cause)); check the network and firewalls"
        }
    }
}

/// The thread that all sessions of a process are served by; of ordinary priority.
package final class ControlLoop: Sendable {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    package init() {}

    package func shutdown() { try? group.syncShutdownGracefully() }
}

/// Waits for sessions on a TCP port, IPv4 and IPv6.
package final class ControlListener: Sendable {
    private let channel: any Channel
    /// The port that is listened on.
    package let port: UInt16

    /// Listens on `place`; an empty host is every address of this machine.
    package init(
        _ place: HostPort, on loop: ControlLoop,
        deliver: @escaping @Sendable (ControlConnection, ControlEvent) -> Void
    ) throws(ControlError) {
        let bootstrap = ServerBootstrap(group: loop.group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ControlHandler(deliver))
                }
            }
        do {
            do {
                let host = place.host.isEmpty ? "::" : place.host
                channel = try bootstrap.bind(host: host, port: Int(place.port)).wait()
            } catch  where place.host.isEmpty && !Self.isTaken(error) {
                channel = try bootstrap.bind(host: "0.0.0.0", port: Int(place.port)).wait()
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
        port = UInt16(channel.localAddress?.port ?? Int(place.port))
    }

    private static func isTaken(_ error: any Error) -> Bool {
        (error as? IOError)?.errnoCode == EADDRINUSE
    }

    package func close() { channel.close(promise: nil) }
}

/// Calls the other end.
package enum ControlDialer {
    /// Unsent bytes that the kernel takes: what waits longer is sound too late.
    private static let unsentBytes = 131_072

    /// Connects within two seconds, by the network interface named (nil: by the routes);
    /// `completion` hears of it on the loop's thread.
    package static func dial(
        _ place: HostPort, by interface: String?, on loop: ControlLoop,
        deliver: @escaping @Sendable (ControlConnection, ControlEvent) -> Void,
        completion: @escaping @Sendable (Result<ControlConnection, ControlError>) -> Void
    ) {
        ClientBootstrap(group: loop.group)
            .connectTimeout(.seconds(2))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.tcpOption(.init(rawValue: TCP_NOTSENT_LOWAT)), value: unsentBytes)
            .channelInitializer { channel in
                do {
                    try channel.pipeline.syncOperations.addHandler(ControlHandler(deliver))
                } catch { return channel.eventLoop.makeFailedFuture(error) }
                return bind(channel, to: interface)
            }
            .connect(host: place.host, port: Int(place.port))
            .whenComplete { result in
                switch result {
                case .success(let channel): completion(.success(ControlConnection(channel)))
                case .failure(let error): completion(.failure(failure(place, error)))
                }
            }
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
        if let failure = error as? NIOConnectionError {
            let causes = failure.connectionErrors.map(\.error)
            if causes.isEmpty {
                return .unknownHost(place.host, "no address found")
            }
            if let errno = causes.compactMap({ ($0 as? IOError)?.errnoCode }).first {
                if errno == ECONNREFUSED { return .refused(place) }
                return .unreachable(place, String(cString: strerror(errno)))
            }
            return .unreachable(place, "no answer within 2 s")
        }
        if let io = error as? IOError {
            if io.errnoCode == ECONNREFUSED { return .refused(place) }
            return .unreachable(place, String(cString: strerror(io.errnoCode)))
        }
        if case ChannelError.connectTimeout = error {
            return .unreachable(place, "no answer within 2 s")
        }
        return .unknownHost(place.host, "name resolution failed")
    }
}
