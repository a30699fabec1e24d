internal import CLinux

/// The process's memory, kept from being paged out, as far as its limits allow.
///
/// Under a finite limit nothing is locked: `mlockall(MCL_FUTURE)` would then make some later
/// allocation fail, and a program that dies is worse than one that may page.
package enum MemoryLock: Equatable, Sendable {
    /// All memory, present and future, is locked.
    case locked
    /// Nothing is locked; what is missing and how to get it, in one line.
    case notLocked(missing: String)

    /// Locks everything where the memlock limit (its soft part raised to its hard one) is infinite or
    /// CAP_IPC_LOCK is in effect. Once, at start, before the buffers are made; not on a real-time thread.
    package static func lockAll() -> MemoryLock {
        lockAll(
            limit: jn_raise_memlock_limit(),
            privileged: jn_has_capability(JN_CAP_IPC_LOCK) != 0,
            lock: jn_lock_all_memory)
    }

    /// Lets the pages go again.
    package static func unlockAll() { jn_unlock_all_memory() }

    /// The decision by itself: `limit` in bytes, `UInt64.max` for none; `lock` returns 0 or -errno.
    static func lockAll(limit: UInt64, privileged: Bool, lock: () -> Int32) -> MemoryLock {
        guard privileged || limit == .max else {
            return .notLocked(
                missing: "memory is not locked and may be paged out: the memlock limit is "
                    + "\(limit / 1024) KiB, it must be unlimited; " + LimitAdvice.current)
        }
        let status = lock()
        guard status == 0 else {
            return .notLocked(
                missing: "memory is not locked and may be paged out: \(reason(-status)); "
                    + LimitAdvice.current)
        }
        return .locked
    }
}
