package import Units

/// Whether the other end still lives, and how far away it is: five pings, each as soon as the one before
/// is answered, then two a second, and an end after three seconds without a word. Sans-IO: it is told the time.
package struct Liveness: Sendable {
    package static let pingInterval = Nanoseconds(500_000_000)
    package static let patience = Nanoseconds(3_000_000_000)

    private var lastHeard: Nanoseconds
    private var lastPing: Nanoseconds
    private var trips: [Nanoseconds] = []
    private var isAwaited = false

    package init(now: Nanoseconds) {
        lastHeard = now
        lastPing = now - Self.pingInterval
    }

    /// The least time there and back of the last ten pings; nil before the third answer, because
    /// the first ones meet both ends busy with their start.
    package var roundTrip: Nanoseconds? { trips.count < 3 ? nil : trips.min() }

    /// Two pings were due without a word: most likely it is gone.
    package func isSilent(now: Nanoseconds) -> Bool {
        now - lastHeard > Self.pingInterval + Self.pingInterval
    }

    package func isLost(now: Nanoseconds) -> Bool { now - lastHeard > Self.patience }

    package mutating func heard(now: Nanoseconds) { lastHeard = now }

    /// The ping that is due, if one is.
    package mutating func poll(now: Nanoseconds) -> SessionMessage? {
        let isQuick = trips.count < 5 && !isAwaited
        guard isQuick || now - lastPing >= Self.pingInterval else { return nil }
        lastPing = now
        isAwaited = true
        return .ping(Ping(id: now.count))
    }

    /// Takes the answer to a ping of ours.
    package mutating func answered(_ pong: Ping, now: Nanoseconds) {
        let trip = now - Nanoseconds(pong.id)
        isAwaited = false
        guard trip >= .zero, trip < Self.patience else { return }
        trips.append(trip)
        if trips.count > 10 { trips.removeFirst() }
    }
}
