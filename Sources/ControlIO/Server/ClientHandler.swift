import NIOCore
import Session
import Text

/// One client: cuts what it says into lines, of which the link has one at a time, and holds what it
/// has not read yet. Its event loop's thread.
final class ClientHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let id: ControlClientID
    private let table: ClientTable
    private var context: ChannelHandlerContext?
    /// Read, and no line yet: at most a line and what one read(2) brings.
    private var pending = ByteBuffer()
    /// The link has a line of this client.
    private var isBusy = false
    /// What it has is a line, and it says when it is done with it.
    private var hasLineOut = false
    /// It is to be closed; nothing it says counts any more.
    private var isClosing = false
    private var isGone = false
    private var hasEnded = false
    /// A read was wanted while the link had a line.
    private var isReadDue = false
    private var unsentBytes = 0

    init(_ id: ControlClientID, _ table: ClientTable) {
        self.id = id
        self.table = table
    }

    // MARK: Coming and going

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        guard !table.add(self) else { return }
        refuse(
            RPCError(
                RPCError.Code.tooManyClients,
                "there are \(table.limits.clients) clients already: close some"))
    }

    /// It keeps its place among the clients as long as the link has a line of it: so no more lines wait
    /// than there are places, however fast clients come and go.
    func channelInactive(context: ChannelHandlerContext) {
        isClosing = true
        isGone = true
        pending.clear()
        if !hasLineOut { table.remove(self) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Reading

    /// The kernel keeps what is said meanwhile, and in the end its sender waits.
    func read(context: ChannelHandlerContext) {
        guard !isBusy || hasEnded else {
            isReadDue = true
            return
        }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard !isClosing else { return }
        pending.writeBuffer(&bytes)
        cut()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return }
        hasEnded = true
        cut()
    }

    /// The line that the link has is done with.
    func next() {
        isBusy = false
        hasLineOut = false
        if isGone { return table.remove(self) }
        cut()
        guard !isBusy, isReadDue else { return }
        isReadDue = false
        context?.read()
    }

    /// Hands out the next line, where it is whole.
    private func cut() {
        defer { pending.discardReadBytes() }
        while !isBusy, !isClosing {
            let view = pending.readableBytesView
            let end = view.firstIndex(of: 0x0A)
            let length = (end ?? view.endIndex) - view.startIndex
            guard length <= table.limits.lineBytes else {
                pending.clear()
                return refuse(
                    RPCError(
                        RPCError.Code.noJSON,
                        "a line of more than \(table.limits.lineBytes) bytes: send shorter ones"))
            }
            // What is last needs no line end.
            guard end != nil || hasEnded else { return }
            if end == nil, length == 0 {
                isBusy = true
                table.deliver(id, .ended)
                return
            }
            let line = pending.readBytes(length: length) ?? []
            pending.moveReaderIndex(forwardBy: end == nil ? 0 : 1)
            guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
            isBusy = true
            hasLineOut = true
            table.deliver(id, .line(line))
        }
    }

    // MARK: Writing

    /// Sends one line, its end included. Whoever does not read is cut off; a line that is too long by
    /// itself waits for nothing, and goes.
    func send(_ line: ByteBuffer) {
        guard let context, !isClosing else { return }
        let count = line.readableBytes
        guard unsentBytes == 0 || unsentBytes + count <= table.limits.unsentBytes else {
            isClosing = true
            context.close(promise: nil)
            return
        }
        unsentBytes += count
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [self] _ in unsentBytes -= count }
        context.writeAndFlush(wrapOutboundOut(line), promise: promise)
    }

    private func refuse(_ error: RPCError) {
        send(ByteBuffer(string: RPCLine.error(error, id: .null) + "\n"))
        closeWhenSent()
    }

    /// Closes once everything sent is out; one that does not read is not waited for.
    func closeWhenSent() {
        guard let context, !isClosing else { return }
        isClosing = true
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: promise)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .seconds(1)) { bound.value.close(promise: nil) }
    }
}
