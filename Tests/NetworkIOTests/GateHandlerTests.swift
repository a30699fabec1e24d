// A gate before a listener's connections, over loopback.
import NIOCore
import NIOPosix
import Synchronization
import Testing
import Units

@testable import NetworkIO

@Suite struct GateHandlerTests {
    /// What the listener's thread tells the test.
    private final class Told: Sendable {
        let refusals = Mutex<[ConnectionVerdict.Refusal]>([])
        let admitted = Mutex<[any Channel]>([])
    }

    private func listen(
        _ gate: ConnectionGate, on group: MultiThreadedEventLoopGroup, _ told: Told
    ) throws -> (listener: any Channel, handler: NIOLoopBound<GateHandler>) {
        let loop = group.next()
        let handler = try loop.submit {
            let handler = GateHandler(gate, clock: { .zero }) { refusal, _ in
                told.refusals.withLock { $0.append(refusal) }
            }
            return NIOLoopBound(handler, eventLoop: loop)
        }.wait()
        let listener = try ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(handler.value)
                }
            }
            .childChannelInitializer { channel in
                told.admitted.withLock { $0.append(channel) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        return (listener, handler)
    }

    @Test(.timeLimit(.minutes(1)))
    func whoIsRefusedIsClosedAndTheOldestGivesWay() throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let clients = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer {
            try? clients.syncShutdownGracefully()
            try? group.syncShutdownGracefully()
        }
        var limits = ConnectionGate.Limits()
        limits.pending = 2
        limits.pendingOfAddress = 2
        let told = Told()
        let gate = ConnectionGate(allowed: [try AddressRange("127.0.0.0/30")], limits: limits)
        let (listener, handler) = try listen(gate, on: group, told)
        let port = try #require(listener.localAddress?.port)
        /// A connection from 127.0.0.`host`.
        func dial(from host: Int) throws -> any Channel {
            try ClientBootstrap(group: clients)
                .bind(to: .init(ipAddress: "127.0.0.\(host)", port: 0))
                .connect(host: "127.0.0.1", port: port).wait()
        }
        let first = try dial(from: 1)
        let second = try dial(from: 1)
        // Closed by the other end.
        _ = try? dial(from: 1).closeFuture.wait()
        _ = try? dial(from: 4).closeFuture.wait()
        #expect(told.refusals.withLock { $0 } == [.tooManyAtOnce, .notAllowed])
        let third = try dial(from: 2)
        try first.closeFuture.wait()
        #expect(second.isActive && third.isActive)
        let admitted = told.admitted.withLock { $0 }
        #expect(admitted.count == 3)
        let known = try handler.eventLoop.submit {
            admitted.map { handler.value.authenticate($0) }
        }.wait()
        #expect(known == [false, true, true])
        // Neither is pending any more.
        let fourth = try dial(from: 3)
        let fifth = try dial(from: 3)
        try second.close().wait()
        #expect(third.isActive && fourth.isActive && fifth.isActive)
    }
}
