import FoundationEssentials
import NIOCore
import NIOTLS
import Session

/// Cuts the bytes of a connection into messages until it becomes one for media. It becomes a session's
/// once its TLS handshake is over, if it has one, and a stranger's if that does not come to pass.
final class ControlHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// From the connection to the first message of it.
    private static let patience = TimeAmount.seconds(3)

    private let exchange: KeyExchange?
    private let isSpokenTo: Bool
    private let promise: EventLoopPromise<ControlConnection>
    private let deliver: @Sendable (ControlConnection, ControlEvent) -> Void
    private var connection: ControlConnection?
    private var fault: HandshakeFault?
    private var pending = ByteBuffer()
    private var isRaw = false
    private var hasSpoken = false
    private var meter = MessageMeter(now: GateHandler.uptime())
    private var isOver = false

    /// One that `isSpokenTo` and has no `exchange` is a session's when the first word of it comes.
    init(
        _ exchange: KeyExchange?, isSpokenTo: Bool, on loop: any EventLoop,
        deliver: @escaping @Sendable (ControlConnection, ControlEvent) -> Void
    ) {
        self.exchange = exchange
        self.isSpokenTo = isSpokenTo
        self.deliver = deliver
        promise = loop.makePromise()
    }

    /// The connection, once it is one; fails with `HandshakeFault`. Nothing is delivered before.
    var made: EventLoopFuture<ControlConnection> { promise.futureResult }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    private func start(_ context: ChannelHandlerContext) {
        // A stranger that says nothing does not hold a connection for long.
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.patience) {
            let (handler, context) = bound.value
            if !handler.hasSpoken, !handler.isOver {
                handler.fault = handler.fault ?? .timedOut
                context.close(mode: .all, promise: nil)
            }
        }
        if exchange == nil, !isSpokenTo { begin(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent { begin(context) }
        context.fireUserInboundEventTriggered(event)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard connection == nil, !isOver else { return }
        let connection = ControlConnection(context.channel, key: exchange?.key)
        self.connection = connection
        promise.succeed(connection)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if exchange == nil { begin(context) }
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
            guard meter.take(bytes: Int(length), now: GateHandler.uptime()),
                let json = pending.readBytes(length: Int(length)),
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
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func end() {
        guard !isOver else { return }
        isOver = true
        if let connection {
            deliver(connection, .closed)
        } else {
            promise.fail(fault ?? HandshakeFault.closed)
        }
        connection = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if fault == nil { fault = error as? HandshakeFault ?? exchange?.fault(error) }
        context.close(promise: nil)
    }
}
