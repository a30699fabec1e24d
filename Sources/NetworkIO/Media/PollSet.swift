internal import CLinux
internal import Glibc
package import Units

/// The descriptors that one thread waits on: sockets, event flags, signals. For that thread alone.
package struct PollSet: ~Copyable {
    /// How many descriptors fit.
    package static let capacity = Int(JN_WAIT_MAX)

    private let descriptors: UnsafeMutablePointer<Int32>
    private let ready: UnsafeMutablePointer<UInt8>
    private var count = 0

    /// An empty set, which waits for its deadline alone.
    package init() {
        descriptors = .allocate(capacity: Self.capacity)
        descriptors.initialize(repeating: -1, count: Self.capacity)
        ready = .allocate(capacity: Self.capacity)
        ready.initialize(repeating: 0, count: Self.capacity)
    }

    deinit {
        descriptors.deallocate()
        ready.deallocate()
    }

    /// Adds a descriptor, at most 16, and returns its index, by which `isReady` knows it.
    package mutating func add(_ fileDescriptor: Int32) -> Int {
        precondition(count < Self.capacity, "too many descriptors to wait on")
        descriptors[count] = fileDescriptor
        count += 1
        return count - 1
    }

    /// Puts another descriptor at `index`; −1 for none.
    @_noLocks @_noAllocation
    package mutating func replace(_ index: Int, by fileDescriptor: Int32) {
        precondition(index >= 0 && index < count)
        descriptors[index] = fileDescriptor
        ready[index] = 0
    }

    /// Waits for input, an error or a hang-up on any descriptor, until `deadline` on
    /// CLOCK_MONOTONIC_RAW (nil: for ever); a deadline that has passed only looks. Returns how many
    /// descriptors are ready, 0 at the deadline.
    @_noAllocation
    package mutating func wait(until deadline: Nanoseconds?) -> Int {
        while true {
            var timeout: Int64 = -1
            if let deadline { timeout = max(0, deadline.count &- jn_now_ns()) }
            let status = jn_wait_readable(
                descriptors, ready, Int32(truncatingIfNeeded: count), timeout)
            if status == -EINTR { continue }
            // ppoll's timeout runs on another clock; at a tick's distance that is no matter, but an
            // early return must not pass for the deadline.
            if status == 0, let deadline, deadline.count &- jn_now_ns() > 0 { continue }
            return Int(max(0, status))
        }
    }

    /// Whether the last wait found the descriptor at `index` ready.
    @_noLocks @_noAllocation
    package borrowing func isReady(_ index: Int) -> Bool {
        precondition(index >= 0 && index < count)
        return ready[index] != 0
    }
}
