internal import CLinux
internal import Glibc
internal import Synchronization

/// Watches every processor of this machine for standing still. A thread of the highest priority
/// sleeps a millisecond at a time on each; where even that one comes late, nothing of ours could
/// have run there: a virtual processor was taken away, or the kernel was held up.
package final class Witness: Sendable {
    /// A thread that comes this much later than it asked counts, ns. A link of 20 ms has about
    /// twice that to spare.
    private static let patience: Int64 = 5_000_000

    private let found = Mutex<[Double]>([])

    package init() {}

    /// Instants at which a processor came back, µs of `MonotonicClock`.
    package var standstills: [Double] { found.withLock { $0.sorted() } }

    /// Watches until the process ends. Where real-time priority is denied nothing is watched,
    /// since lateness would then say nothing.
    package func watch() {
        for processor in 0..<Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
            let start = Unmanaged.passRetained(Post(processor: processor, witness: self))
            var thread = pthread_t()
            pthread_create(
                &thread, nil,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Post>.fromOpaque(context).takeRetainedValue().watch()
                    return nil
                }, start.toOpaque())
            pthread_detach(thread)
        }
    }

    /// A processor, and who is told of it.
    private final class Post: Sendable {
        let processor: Int
        let witness: Witness

        init(processor: Int, witness: Witness) {
            self.processor = processor
            self.witness = witness
        }

        func watch() {
            guard jn_keep_on(Int32(processor)) == 0 else { return }
            var before = jn_now_ns()
            while true {
                var pause = timespec(tv_sec: 0, tv_nsec: 1_000_000)
                nanosleep(&pause, nil)
                let now = jn_now_ns()
                if now - before > 1_000_000 + Witness.patience {
                    witness.found.withLock { $0.append(Double(now) / 1_000) }
                }
                before = now
            }
        }
    }
}
