internal import CLinux
internal import Glibc

/// A thread of the highest priority that it is permitted, named for `top -H` and debuggers.
///
/// Denormals are flushed on it. The value owns the thread: its end waits for the body to return, so
/// the body must have been told to before.
package struct RealTimeThread: ~Copyable, Sendable {
    /// What the thread was granted; show `missing` once where it is `.normal`.
    package let scheduling: Scheduling
    private var handle: UInt64?

    /// 1 MiB: room for a codec's scratch memory, little enough to be locked.
    private static let stackBytes: UInt64 = 1 << 20

    /// Starts `body` on a thread called `name` (its first 15 bytes) at SCHED_FIFO `priority`, 1 … 99;
    /// at the rtprio limit where that is lower, at the normal policy where there is none, or where nil
    /// asks for it.
    package init(
        name: String, priority: Int?, body: @escaping @Sendable () -> Void
    ) throws(HostIOError) {
        let context = Unmanaged.passRetained(Body(run: body))
        let asked = priority.map { Int32(clamping: min(max($0, 1), 99)) } ?? 0
        let limit = priority == nil ? 0 : jn_raise_rtprio_limit()
        let permitted = min(asked, Int32(clamping: limit))
        var priorities = asked > 0 ? [asked] : []
        if permitted > 0, permitted < asked { priorities.append(permitted) }

        for priority in priorities {
            var thread: UInt64 = 0
            let status = Self.start(&thread, name, priority, context)
            if status == 0 {
                scheduling = .realTime(priority: Int(priority))
                handle = thread
                return
            }
            guard status == -EPERM else {
                context.release()
                throw .threadNotStarted(name: name, errno: -status)
            }
        }
        var thread: UInt64 = 0
        let status = Self.start(&thread, name, 0, context)
        guard status == 0 else {
            context.release()
            throw .threadNotStarted(name: name, errno: -status)
        }
        scheduling = .normal(
            missing: priority == nil
                ? nil
                : "the thread \(name) runs without real-time priority: \(asked) was asked for, "
                    + "the rtprio limit is \(limit); " + LimitAdvice.current)
        handle = thread
    }

    deinit { if let handle { _ = jn_thread_join(handle) } }

    /// Waits until the body has returned; at once where it has been waited for before. Not from the
    /// thread itself.
    package mutating func join() {
        guard let thread = handle else { return }
        handle = nil
        _ = jn_thread_join(thread)
    }

    private static func start(
        _ thread: inout UInt64, _ name: String, _ priority: Int32, _ context: Unmanaged<Body>
    ) -> Int32 {
        jn_thread_start(
            &thread, name, priority, stackBytes,
            { context in
                jn_flush_denormals()
                if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
    }

    /// The closure, as something that a C pointer can carry.
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
