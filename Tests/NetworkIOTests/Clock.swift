import CLinux

/// ns of the clock that deadlines are on.
func clockNow() -> Int64 { jn_now_ns() }
