import CJack
import CLinux
import Glibc
import Synchronization

/// Gives clients back to libjack, which may never return from that: it cancels its thread of
/// notifications wherever that is, and where it held a lock of the whole process, nobody gets that lock any
/// more (seen with 1.9.21, where a server ended and was back within 0.3 s on a busy machine).
///
/// So a client whose server has ended is closed when that thread has ended by itself, and every client on
/// a thread of its own, which is left behind where it does not return. It holds libjack's own lock
/// then, and this process gets no other client.
enum ClientCloser {
    /// A client was not let go: there is no more of libjack in this process.
    static var isStuck: Bool { stuck.load(ordering: .acquiring) }
    private static let stuck = Atomic<Bool>(false)

    /// Milliseconds for the thread of notifications to see that its server has ended.
    private static let noticeMilliseconds = 1_000
    /// And for libjack to let go: 3 s.
    private static let patienceMilliseconds = 3_000

    /// Closes `client` and frees what its callbacks reach. The owner's thread.
    static func close(_ client: OpaquePointer, _ state: UnsafeMutablePointer<CallbackState>? = nil)
    {
        if let state, state.pointee.isShutDown.load(ordering: .acquiring) {
            let listener = state.pointee.listener.load(ordering: .relaxed)
            _ = comes(within: noticeMilliseconds) { jn_thread_lives(listener) == 0 }
        }
        let closing = Closing(client, state)
        var thread: UInt64 = 0
        let context = Unmanaged.passRetained(closing)
        let status = jn_thread_start(
            &thread, "jacknet-close", 0, 0,
            { context in
                if let context { Unmanaged<Closing>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            context.release()
            return closing.run()
        }
        let isDone = comes(within: patienceMilliseconds) {
            closing.isDone.load(ordering: .acquiring)
        }
        guard isDone else { return stuck.store(true, ordering: .releasing) }
        _ = jn_thread_join(thread)
    }

    private static func comes(within milliseconds: Int, _ condition: () -> Bool) -> Bool {
        for _ in 0..<milliseconds {
            if condition() { return true }
            usleep(1_000)
        }
        return condition()
    }

    /// A client on its way out; both pointers are the closing thread's alone.
    private final class Closing: @unchecked Sendable {
        let isDone = Atomic<Bool>(false)
        private let client: OpaquePointer
        private let state: UnsafeMutablePointer<CallbackState>?

        init(_ client: OpaquePointer, _ state: UnsafeMutablePointer<CallbackState>?) {
            self.client = client
            self.state = state
        }

        func run() {
            jack_client_close(client)
            state?.deinitialize(count: 1)
            state?.deallocate()
            isDone.store(true, ordering: .releasing)
        }
    }
}
