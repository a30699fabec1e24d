/// What became of one datagram of a probe; times in ns, those of the receiver by its own clock.
package struct ProbeRecord: Hashable, Sendable {
    /// When its first frame would have been at the sender's port, and when it left.
    package var captured: Int64
    package var sent: Int64
    /// It came, as its own answer or another one tells.
    package var hasArrived = false
    /// Of its own answer: when it came there, how long it was there, and when the answer was here.
    package var answer: Answer?

    package struct Answer: Hashable, Sendable {
        package var received: Int64
        package var turnaround: Int64
        package var returned: Int64
        /// DSCP in the upper six bits.
        package var trafficClass: UInt8

        package init(received: Int64, turnaround: Int64, returned: Int64, trafficClass: UInt8) {
            self.received = received
            self.turnaround = turnaround
            self.returned = returned
            self.trafficClass = trafficClass
        }
    }

    package init(captured: Int64, sent: Int64) {
        self.captured = captured
        self.sent = sent
    }
}
