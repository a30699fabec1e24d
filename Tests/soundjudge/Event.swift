import Glibc

/// Something that one thread waits for and another, a JACK callback perhaps, tells it of (`sem_post`,
/// which neither locks nor allocates).
final class Event: Sendable {
    nonisolated(unsafe) private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func post() { sem_post(semaphore) }

    /// Waits until it has happened once more than was waited for; false at the deadline.
    func wait(until deadline: timespec) -> Bool {
        var deadline = deadline
        while sem_timedwait(semaphore, &deadline) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }

    /// So long from now, on the clock that `wait` goes by.
    static func deadline(seconds: Double) -> timespec {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let nanoseconds = Double(time.tv_nsec) + seconds * 1e9
        let whole = (nanoseconds / 1e9).rounded(.down)
        return timespec(
            tv_sec: time.tv_sec + Int(whole), tv_nsec: Int(nanoseconds - whole * 1e9))
    }
}
