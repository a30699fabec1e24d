internal import CLinux
internal import Glibc

/// How the kernel runs a thread.
package enum Scheduling: Equatable, Sendable {
    /// SCHED_FIFO at `priority`, 1 … 99. A priority below the one asked for is all the limit allows.
    case realTime(priority: Int)
    /// The normal policy; what is missing for a real-time one and how to get it, in one line, where
    /// one was asked for.
    case normal(missing: String?)

    /// What the calling thread really runs under: its SCHED_FIFO priority, or nil for another policy.
    package static var currentRealTimePriority: Int? {
        var policy: Int32 = 0
        var priority: Int32 = 0
        jn_thread_scheduling(&policy, &priority)
        return policy == SCHED_FIFO ? Int(priority) : nil
    }
}
