internal import CLinux
internal import Glibc
package import Units

/// The clock of every instant in this program: CLOCK_MONOTONIC_RAW, as JACK2's `jack_get_time`.
///
/// It neither jumps nor is slewed, so it differs from CLOCK_MONOTONIC by up to 500 ppm: instants of
/// the two must never meet. Timeouts that the kernel takes are spans, not instants, and a span of a
/// second is 0.5 ms off at most; whoever waits until an instant looks at this clock again afterwards.
package enum MonotonicClock {
    /// This instant. Any thread, the JACK callback among them.
    @_noLocks @_noAllocation
    package static func now() -> Nanoseconds { Nanoseconds(jn_now_ns()) }

    /// CLOCK_REALTIME less this clock, ns.
    package static func wallClockOffset() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec) &- jn_now_ns()
    }

    /// Sleeps until `instant` has passed; returns at once where it has. Not on a real-time callback.
    package static func sleep(until instant: Nanoseconds) { jn_sleep_until_ns(instant.count) }
}
