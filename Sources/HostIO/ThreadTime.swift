internal import Glibc

/// Processor time of threads: what else the machine does hardly shows in it.
package enum ThreadTime {
    /// What the calling thread has taken so far, ns (CLOCK_THREAD_CPUTIME_ID).
    package static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// What asking takes, ns: the least of some times.
    package static func cost() -> Int64 {
        (0..<200).reduce(Int64.max) { least, _ in
            let start = now()
            return min(least, now() - start)
        }
    }
}
