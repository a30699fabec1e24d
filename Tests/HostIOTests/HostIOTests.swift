// What the system gives and refuses: memory, threads, events.
import Synchronization
import Testing
import Units

@testable import HostIO

@Suite struct HostIOTests {
    /// Under a finite limit a later allocation would fail, so nothing is locked.
    @Test func aFiniteLimitLocksNothing() {
        let outcome = MemoryLock.lockAll(limit: 8 << 20, privileged: false) {
            Issue.record("locked under a finite limit")
            return 0
        }
        guard case .notLocked(let missing) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(missing.contains("8192 KiB"))
    }

    @Test func anInfiniteLimitOrPrivilegeLocks() {
        #expect(MemoryLock.lockAll(limit: .max, privileged: false) { 0 } == .locked)
        #expect(MemoryLock.lockAll(limit: 64, privileged: true) { 0 } == .locked)
    }

    @Test func whatTheKernelRefusesIsTold() {
        guard
            case .notLocked(let missing) = MemoryLock.lockAll(
                limit: .max, privileged: false, lock: { -12 })
        else {
            Issue.record("locked")
            return
        }
        #expect(missing.contains("Cannot allocate memory"))
    }

    @Test func theAdviceFitsTheUser() {
        #expect(LimitAdvice.text(isRoot: true, audioGroup: true).contains("LimitRTPRIO"))
        #expect(LimitAdvice.text(isRoot: false, audioGroup: true).contains("log in again"))
        #expect(LimitAdvice.text(isRoot: false, audioGroup: false).contains("usermod -aG audio"))
        #expect(LimitAdvice.text(isRoot: false, audioGroup: nil).contains("groupadd"))
    }

    @Test func anEventIsCountedAndTaken() throws {
        let flag = try EventFlag()
        #expect(flag.drain() == 0)
        flag.signal()
        EventFlag.signal(fileDescriptor: flag.fileDescriptor)
        #expect(flag.drain() == 2)
        #expect(flag.drain() == 0)
    }

    @Test func aThreadRunsAsItWasGranted() throws {
        let seen = Mutex<Int?>(-1)
        let granted: Scheduling
        do {
            var thread = try RealTimeThread(name: "jn-test", priority: 5) {
                seen.withLock { $0 = Scheduling.currentRealTimePriority }
            }
            granted = thread.scheduling
            thread.join()
        }
        switch granted {
        case .realTime(let priority): #expect(seen.withLock(\.self) == priority)
        case .normal(let missing):
            #expect(seen.withLock(\.self) == nil)
            #expect(missing?.contains("jn-test") == true)
        }
    }

    @Test func sleepingLastsUntilTheInstant() {
        let instant = MonotonicClock.now() + Nanoseconds(3_000_000)
        MonotonicClock.sleep(until: instant)
        #expect(MonotonicClock.now() >= instant)
        MonotonicClock.sleep(until: .zero)
    }
}
