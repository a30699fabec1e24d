import NIOCore
import Synchronization

/// A TCP port that is listened on until it is closed: where its socket breaks, it gets another one. Linux gives
/// a connection's faults out as the listening socket's (accept(2)), and NIO closes it then.
final class ListeningPort: Sendable {
    /// Until another socket is tried for once more.
    private static let pause = TimeAmount.milliseconds(500)

    let number: UInt16
    private let bind: @Sendable (UInt16) -> EventLoopFuture<any Channel>
    /// Nil once closed.
    private let channel: Mutex<(any Channel)?>

    /// `bind` makes a socket that listens on a port, any for 0.
    init(
        _ port: UInt16, bind: @escaping @Sendable (UInt16) -> EventLoopFuture<any Channel>
    ) throws {
        let first = try bind(port).wait()
        number = first.localAddress?.port.map(UInt16.init) ?? port
        self.bind = bind
        channel = Mutex(first)
        keep(first)
    }

    private func keep(_ socket: any Channel) {
        socket.closeFuture.whenComplete { [weak self] _ in self?.replace(on: socket.eventLoop) }
    }

    private func replace(on loop: any EventLoop) {
        guard channel.withLock({ $0 != nil }) else { return }
        bind(number).whenComplete { [weak self] result in
            guard let self else { return }
            switch result {
            case .success(let socket):
                let isWanted = channel.withLock { channel in
                    if channel != nil { channel = socket }
                    return channel != nil
                }
                if isWanted { keep(socket) } else { socket.close(promise: nil) }
            case .failure:
                loop.scheduleTask(in: Self.pause) { [weak self] in self?.replace(on: loop) }
            }
        }
    }

    func close() {
        let last = channel.withLock { channel in
            defer { channel = nil }
            return channel
        }
        last?.close(promise: nil)
    }
}
