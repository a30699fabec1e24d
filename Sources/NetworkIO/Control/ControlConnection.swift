import FoundationEssentials
import NIOCore
package import Session

/// What a session's connection tells its owner, on the event loop's thread.
package enum ControlEvent: Sendable {
    case message(SessionMessage)
    /// Bytes after the connection became one for media.
    case bytes([UInt8])
    /// Not of this protocol; the connection is closed next.
    case garbage
    case closed
}

/// One TCP connection of a session, or of its media. Any thread.
package final class ControlConnection: Sendable, Equatable {
    private let channel: any Channel
    /// The other end's address, numeric, without a port; "" where the system does not tell.
    package let peerAddress: String
    /// This end's, likewise.
    package let localAddress: String

    init(_ channel: any Channel) {
        self.channel = channel
        peerAddress = channel.remoteAddress?.ipAddress ?? ""
        localAddress = channel.localAddress?.ipAddress ?? ""
    }

    /// Whether both stand for the same TCP connection.
    package static func == (a: ControlConnection, b: ControlConnection) -> Bool {
        ObjectIdentifier(a.channel) == ObjectIdentifier(b.channel)
    }

    /// Sends a message. A peer that has not read the ones before is cut off.
    package func send(_ message: SessionMessage) {
        guard channel.isWritable else { return channel.close(promise: nil) }
        send(bytes: MessageCoding.encode(message))
    }

    /// Sends raw bytes; where the peer does not read and half a second's worth of `limit` bytes
    /// wait already, they are dropped and false is returned.
    @discardableResult
    package func send(bytes: [UInt8], dropIfBusy: Bool = false) -> Bool {
        guard !dropIfBusy || channel.isWritable else { return false }
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        return true
    }

    /// Closes once everything sent is out; a peer that does not read is not waited for.
    package func close() {
        let channel = channel
        channel.eventLoop.execute {
            let late = channel.eventLoop.scheduleTask(in: .seconds(1)) {
                channel.close(promise: nil)
            }
            channel.writeAndFlush(ByteBuffer()).whenComplete { _ in
                late.cancel()
                channel.close(promise: nil)
            }
        }
    }
}

/// Cuts the bytes of a connection into messages until it becomes one for media.
final class ControlHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let deliver: @Sendable (ControlConnection, ControlEvent) -> Void
    private var connection: ControlConnection?
    private var pending = ByteBuffer()
    private var isRaw = false
    private var hasSpoken = false

    init(_ deliver: @escaping @Sendable (ControlConnection, ControlEvent) -> Void) {
        self.deliver = deliver
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) { begin(context) }

    private func begin(_ context: ChannelHandlerContext) {
        guard connection == nil else { return }
        connection = ControlConnection(context.channel)
        // A stranger that says nothing does not hold a connection for long.
        let channel = context.channel
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .seconds(3)) {
            if !bound.value.hasSpoken { channel.close(promise: nil) }
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let connection else { return }
        var bytes = unwrapInboundIn(data)
        if isRaw {
            if let raw = bytes.readBytes(length: bytes.readableBytes) {
                deliver(connection, .bytes(raw))
            }
            return
        }
        pending.writeBuffer(&bytes)
        defer { pending.discardReadBytes() }
        while !isRaw, let length = pending.getInteger(at: pending.readerIndex, as: UInt32.self) {
            guard length <= UInt32(MessageCoding.limit) else { return refuse(context) }
            guard pending.readableBytes >= 4 + Int(length) else { return }
            pending.moveReaderIndex(forwardBy: 4)
            guard let json = pending.readBytes(length: Int(length)),
                let message = MessageCoding.decode(Data(json))
            else { return refuse(context) }
            hasSpoken = true
            switch message {
            case .join, .joined: isRaw = true
            default: break
            }
            deliver(connection, .message(message))
        }
        if isRaw, let raw = pending.readBytes(length: pending.readableBytes), !raw.isEmpty {
            deliver(connection, .bytes(raw))
        }
    }

    private func refuse(_ context: ChannelHandlerContext) {
        if let connection { deliver(connection, .garbage) }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let connection { deliver(connection, .closed) }
        connection = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
