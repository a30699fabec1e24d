package import Units

/// How much a peer may say: so many messages and bytes at once, and so many more each second. An end says
/// some ten messages a second, and four for each change that a person or a script makes. Sans-IO: it is
/// told the time.
package struct MessageMeter: Sendable {
    package struct Limits: Sendable {
        package var messages = 4_000
        package var messagesPerSecond = 2_000
        package var bytes = 4 << 20
        package var bytesPerSecond = 1 << 20

        package init() {}
    }

    private let limits: Limits
    /// What may be said at once, as of `time`.
    private var messages: Double
    private var bytes: Double
    private var time: Nanoseconds

    package init(limits: Limits = Limits(), now: Nanoseconds) {
        self.limits = limits
        messages = Double(limits.messages)
        bytes = Double(limits.bytes)
        time = now
    }

    /// Takes a message of `count` bytes; false where that is more than a peer may say, which is to be cut
    /// off.
    package mutating func take(bytes count: Int, now: Nanoseconds) -> Bool {
        let seconds = max(0, (now - time).seconds)
        time = max(time, now)
        messages = min(
            messages + seconds * Double(limits.messagesPerSecond), Double(limits.messages))
        bytes = min(bytes + seconds * Double(limits.bytesPerSecond), Double(limits.bytes))
        guard messages >= 1, bytes >= Double(count) else { return false }
        messages -= 1
        bytes -= Double(count)
        return true
    }
}
