import NIOCore
import Session

/// Looks at the first byte that comes: whether the other end encrypts can be told by it, and said in words,
/// where TLS would only fail.
final class FirstByteHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// TLS records of a handshake and of an alert (RFC 5246 §6.2.1); a message of ours begins with 0.
    private static let handshake: UInt8 = 22
    private static let alert: UInt8 = 21

    private let encrypts: Bool
    /// What an end that does otherwise is told before it is cut off.
    private let farewell: SessionMessage?

    init(encrypts: Bool, farewell: SessionMessage?) {
        self.encrypts = encrypts
        self.farewell = farewell
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        guard let first = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) else { return }
        let isTLS = first == Self.handshake || first == Self.alert
        guard isTLS != encrypts else {
            context.fireChannelRead(data)
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
            return
        }
        let fault: HandshakeFault =
            isTLS ? .encrypted : first == 0 ? .inClear : .noTLS
        if let farewell {
            let message = ByteBuffer(bytes: MessageCoding.encode(farewell))
            context.writeAndFlush(wrapOutboundOut(message), promise: nil)
        }
        context.fireErrorCaught(fault)
        context.close(promise: nil)
    }
}
