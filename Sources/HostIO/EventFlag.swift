internal import CLinux
internal import Glibc

/// An eventfd: one thread raises it, another polls its descriptor. Closed at the end of its life.
package struct EventFlag: ~Copyable, Sendable {
    /// What to poll for input, and what a JACK callback's state keeps to signal by.
    package let fileDescriptor: Int32

    /// An event that nobody has signalled yet.
    package init() throws(HostIOError) {
        let fd = jn_event_open()
        guard fd >= 0 else { throw .eventUnavailable(errno: -fd) }
        fileDescriptor = fd
    }

    deinit { _ = close(fileDescriptor) }

    /// Wakes whoever polls. Never blocks; any thread, the JACK callback among them.
    @_noLocks @_noAllocation
    package borrowing func signal() { jn_event_signal(fileDescriptor) }

    /// Wakes whoever polls the event with this descriptor, for state that cannot hold the event.
    @_noLocks @_noAllocation
    package static func signal(fileDescriptor: Int32) { jn_event_signal(fileDescriptor) }

    /// Takes the signals off; returns how many there were, 0 for none. Never blocks.
    @_noLocks @_noAllocation @discardableResult
    package borrowing func drain() -> Int { Int(max(0, jn_event_drain(fileDescriptor))) }
}
