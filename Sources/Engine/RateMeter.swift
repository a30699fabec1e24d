import Units

/// How fast a count grows, about once a second.
struct RateMeter {
    private var count = 0
    private var since = Nanoseconds.zero
    /// Per second.
    private(set) var perSecond = 0.0

    /// Takes the count of `now`; one that is less than before begins anew.
    mutating func take(_ count: Int, _ now: Nanoseconds) -> Double {
        if count < self.count {
            self.count = 0
            since = now
            perSecond = 0
        }
        let elapsed = (now - since).seconds
        if elapsed >= 1 {
            perSecond = Double(count - self.count) / elapsed
            self.count = count
            since = now
        }
        return perSecond
    }
}
