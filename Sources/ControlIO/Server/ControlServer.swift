import Glibc
import HostIO
import NIOCore
import NIOPosix

/// Listens on a link's control socket, on a thread of its own of ordinary priority: a session, and
/// media over TCP, do not wait for whoever looks at the link. Cuts what comes into lines.
package final class ControlServer: ControlOutlet {
    private let group: MultiThreadedEventLoopGroup
    private let clients: NIOLoopBound<ClientTable>
    private let socket: ListeningSocket
    private let loop: any EventLoop

    package var path: String { socket.path }

    /// Takes the place of the link `name`. `deliver` hears of clients on the server's thread.
    package init(
        _ name: String, in place: SocketPlace = .ofThisUser,
        limits: ControlLimits = ControlLimits(),
        deliver: @escaping @Sendable (ControlClientID, ControlServerEvent) -> Void
    ) throws(ControlSocketError) {
        let socket = try ListeningSocket(name, in: place)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let clients: NIOLoopBound<ClientTable>
        do {
            clients = try loop.submit {
                NIOLoopBound(ClientTable(limits, deliver), eventLoop: loop)
            }.wait()
            let bootstrap = ServerBootstrap(group: group)
                .serverChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        // Else a process without descriptors would do nothing but try.
                        try channel.pipeline.syncOperations.addHandler(
                            AcceptBackoffHandler(shouldForwardIOErrorCaught: false) { _ in
                                .milliseconds(100)
                            })
                    }
                }
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelOption(.maxMessagesPerRead, value: 1)
                .childChannelOption(
                    .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 16_384)
                )
                .childChannelInitializer { channel in Self.admit(channel, to: clients) }
            _ = try bootstrap.withBoundSocket(socket.descriptor).wait()
        } catch {
            socket.unlinkPath()
            waitOnUtilityQueue(group.shutdownGracefully)
            throw .unavailable(socket.path, cause: "\(error)")
        }
        self.group = group
        self.loop = loop
        self.clients = clients
        self.socket = socket
    }

    /// Lets in whoever is this user or root.
    private static func admit(
        _ channel: any Channel, to clients: NIOLoopBound<ClientTable>
    ) -> EventLoopFuture<Void> {
        guard let options = channel as? any SocketOptionProvider else {
            return channel.close()
        }
        let credentials: EventLoopFuture<PeerCredentials> = options.unsafeGetSocketOption(
            level: .socket, name: .init(rawValue: SO_PEERCRED))
        return credentials.flatMapThrowing { credentials in
            guard credentials.isTrusted else { throw Stranger() }
            try channel.pipeline.syncOperations.addHandler(clients.value.makeHandler())
        }
    }

    /// Another user's process.
    private struct Stranger: Error {}

    package func send(_ line: String, to receivers: [ControlClientID]) {
        guard !receivers.isEmpty else { return }
        let bytes = ByteBuffer(string: line + "\n")
        onLoop { clients in
            for receiver in receivers { clients[receiver]?.send(bytes) }
        }
    }

    package func next(_ client: ControlClientID) { onLoop { $0[client]?.next() } }

    package func close(_ client: ControlClientID) { onLoop { $0[client]?.closeWhenSent() } }

    private func onLoop(_ body: @escaping @Sendable (ClientTable) -> Void) {
        let clients = clients
        loop.execute { body(clients.value) }
    }

    /// Takes the socket away and closes every connection; what was sent and fits into the kernel's
    /// buffers is out.
    package func close() {
        socket.unlinkPath()
        waitOnUtilityQueue(group.shutdownGracefully)
    }
}
