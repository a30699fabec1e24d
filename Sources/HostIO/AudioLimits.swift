internal import CLinux
internal import Glibc

/// What this user may have of what audio wants; nothing is changed but soft limits, which are raised to the hard ones.
package struct AudioLimits: Sendable {
    /// The highest real-time priority, 0 for none, and bytes that may be locked; `UInt64.max` is no limit.
    package let realTimePriority: UInt64
    package let lockedBytes: UInt64
    /// Neither limit counts: CAP_SYS_NICE, CAP_IPC_LOCK.
    package let mayRaisePriority: Bool
    package let mayLockMemory: Bool
    /// In the group `audio`; nil where there is none.
    package let isInAudioGroup: Bool?
    /// How to get what is missing.
    package let advice: String

    /// Of the calling process. Not on a real-time thread.
    package init() {
        realTimePriority = jn_raise_rtprio_limit()
        lockedBytes = jn_raise_memlock_limit()
        mayRaisePriority = jn_has_capability(23) != 0
        mayLockMemory = jn_has_capability(JN_CAP_IPC_LOCK) != 0
        isInAudioGroup = LimitAdvice.audioGroupMembership
        advice = LimitAdvice.current
    }
}
