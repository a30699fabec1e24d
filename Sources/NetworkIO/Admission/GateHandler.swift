import Glibc
import NIOCore
import Units

/// A `ConnectionGate` in the pipeline of a listener, before its connections are anything but a descriptor: who
/// is refused is closed at once, without a farewell that the kernel would have to remember. The thread of
/// the listener's event loop, which is that of its connections.
final class GateHandler: ChannelInboundHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel

    private var gate: ConnectionGate
    private let clock: () -> Nanoseconds
    private let tell: (ConnectionVerdict.Refusal, SocketAddress) -> Void
    private var channels: [ConnectionPass: any Channel] = [:]
    private var passes: [ObjectIdentifier: ConnectionPass] = [:]

    /// `tell` hears of everybody who is refused.
    init(
        _ gate: ConnectionGate, clock: @escaping () -> Nanoseconds = GateHandler.uptime,
        tell: @escaping (ConnectionVerdict.Refusal, SocketAddress) -> Void
    ) {
        self.gate = gate
        self.clock = clock
        self.tell = tell
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let channel = unwrapInboundIn(data)
        // One that is gone already has no address.
        guard let text = channel.remoteAddress?.ipAddress,
            let address = SocketAddress(ip: text, port: 0)
        else { return channel.close(promise: nil) }
        switch gate.admit(address, now: clock()) {
        case .refused(let refusal):
            reset(channel)
            tell(refusal, address)
        case .admitted(let pass, let evicted):
            if let evicted, let old = channels[evicted] { reset(old) }
            channels[pass] = channel
            passes[ObjectIdentifier(channel)] = pass
            channel.closeFuture.assumeIsolated().whenComplete { [self] _ in
                gate.release(pass)
                channels[pass] = nil
                passes[ObjectIdentifier(channel)] = nil
            }
            context.fireChannelRead(data)
        }
    }

    static func uptime() -> Nanoseconds {
        Nanoseconds(Int64(NIODeadline.now().uptimeNanoseconds))
    }

    /// `channel` has shown a key. False where there are so many that it is to be closed.
    func authenticate(_ channel: any Channel) -> Bool {
        passes[ObjectIdentifier(channel)].map { gate.authenticate($0) } ?? false
    }

    /// Closes with RST: what is closed with FIN stays with the kernel for a minute (TIME_WAIT).
    private func reset(_ channel: any Channel) {
        let now = linger(l_onoff: 1, l_linger: 0)
        _ = (channel as? any SocketOptionProvider)?.unsafeSetSocketOption(
            level: .socket, name: .so_linger, value: now)
        channel.close(promise: nil)
    }
}
