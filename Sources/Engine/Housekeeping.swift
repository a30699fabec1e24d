import HostIO
import NetworkIO
import Units

/// Ends a link in good time: signals from outside, and `--duration`.
struct Housekeeping: ~Copyable {
    private let signals: SignalSource
    private let end: Nanoseconds?
    private var poll = PollSet()
    /// Set once the link is to say goodbye and leave.
    private(set) var isEnding = false

    /// Must be made before any other thread: it blocks the signals for all of them.
    /// Locks the memory too, and tells where that is not permitted.
    init(
        duration: Nanoseconds?, mailbox: borrowing EventFlag, observer: any LinkObserver
    ) throws(LinkFailure) {
        if case .notLocked(let missing) = MemoryLock.lockAll() {
            observer.event(LinkEvent(.warning, "memory", missing))
        }
        do {
            signals = try SignalSource()
        } catch {
            throw LinkFailure(.system, error.description)
        }
        end = duration.map { MonotonicClock.now() + $0 }
        _ = poll.add(signals.fileDescriptor)
        _ = poll.add(mailbox.fileDescriptor)
    }

    /// Waits for news, at most until `deadline`.
    mutating func wait(until deadline: Nanoseconds) throws(LinkFailure) {
        _ = poll.wait(until: end.map { min($0, deadline) } ?? deadline)
        if let end, MonotonicClock.now() >= end { isEnding = true }
        while let signal = signals.next() {
            guard signal != .hangUp else { continue }
            guard !isEnding else {
                throw LinkFailure(.interruptedTwice, "interrupted twice; left without a goodbye")
            }
            isEnding = true
        }
    }
}
