/// Notices that what is sent no longer arrives although the session lives: a firewall that was
/// reloaded, a route that lost its way back.
struct ArrivalWatch {
    /// Statistics come twice a second.
    private static let patience = 4

    private var received = 0
    private var sent = 0
    private var still = 0

    /// So many reports in a row had nothing new, while more was sent.
    var hasStopped: Bool { still >= Self.patience }

    /// Takes the receiver's newest count, and how much was sent until now.
    mutating func take(received: Int, sent: Int) {
        if received > self.received || sent <= self.sent {
            still = 0
        } else {
            still += 1
        }
        self.received = received
        self.sent = sent
    }
}
