import Streaming
import Synchronization

/// One stream as a sender's media thread holds it.
struct SentStream: ~Copyable {
    var sender: StreamSender
    let orders: SendOrders

    init(_ sender: consuming StreamSender, _ orders: SendOrders) {
        self.sender = sender
        self.orders = orders
    }

    /// Does as it was told since the last time.
    mutating func obey() {
        sender.plan = RepairPlan(bits: orders.plan.load(ordering: .relaxed))
        sender.lossPercent = orders.loss.load(ordering: .relaxed)
        sender.bitsPerSecond = orders.bitsPerSecond.load(ordering: .relaxed)
        if sender.packetsUntilRenewal == 0 { orders.isWornOut.store(true, ordering: .relaxed) }
    }
}

/// What a stream is told while it flows. Any thread.
final class SendOrders: Sendable {
    /// What goes beside the stream: the bits of a `RepairPlan`.
    let plan = Atomic<UInt64>(RepairPlan().bits)
    /// What is lost in spite of it, percent.
    let loss = Atomic<Int>(0)
    /// Of the whole link; an encoder that has none does not care.
    let bitsPerSecond: Atomic<Int>
    /// Told by the stream: its key has protected as many packets as one may.
    let isWornOut = Atomic<Bool>(false)

    init(bitsPerSecond: Int) { self.bitsPerSecond = Atomic(bitsPerSecond) }
}
