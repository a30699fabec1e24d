import HostIO
import NetworkIO
import Units

/// A link as the thread that owns it runs it.
protocol OwnedLink: AnyObject {
    /// The link is over, and this is well.
    var isDone: Bool { get }

    /// When it wants to look at everything at the latest; nil where 20 times a second will do.
    var wakesAt: Nanoseconds? { get }

    /// What it ends with when it is told to end; nil where all is well.
    var fault: LinkFailure? { get }

    /// One look at everything; often enough for what waits in the mailbox, and 20 times a second.
    func turn() throws(LinkFailure)

    /// Tells the peer that this end leaves.
    func sayGoodbye()

    /// Gives everything back.
    func close() throws(LinkFailure)
}

/// Runs the link that `make` makes, on a thread of its own, until it ends: by itself, at a signal, or
/// after `duration`. The calling thread waits, and so answers a signal even where a library holds the
/// link's thread up: a JACK server that hangs does not let its clients go.
func runLink(
    duration: Nanoseconds?, observer: any LinkObserver,
    make: @escaping @Sendable (Mailbox) throws(LinkFailure) -> any OwnedLink
) throws(LinkFailure) {
    // Before any other thread: it blocks the signals for all of them.
    let signals: SignalSource
    do { signals = try SignalSource() } catch { throw LinkFailure(.system, error.description) }
    if case .notLocked(let missing) = MemoryLock.lockAll() {
        observer.event(LinkEvent(.warning, "memory", missing))
    }
    let life: LinkLife
    let thread: Lent<RealTimeThread>
    do {
        let made = try LinkLife()
        life = made
        thread = Lent(
            try RealTimeThread(name: "jacknet-link", priority: nil) { made.run(make) })
    } catch {
        throw LinkFailure(.system, error.description)
    }
    let end = duration.map { MonotonicClock.now() + $0 }
    try wait(for: life, signals, until: end, observer)
    thread.free()
    if let failure = life.failure { throw failure }
}

/// Waits for the end of `life`. Throws where it does not come: its thread is left where it is then.
private func wait(
    for life: LinkLife, _ signals: borrowing SignalSource, until end: Nanoseconds?,
    _ observer: any LinkObserver
) throws(LinkFailure) {
    /// For the goodbye and for closing everything.
    let patience = Nanoseconds(5_000_000_000)
    /// Signals closer than this are one wish: timeout(1) signals the process, and then its group.
    let echo = Nanoseconds(250_000_000)
    var poll = PollSet()
    _ = poll.add(signals.fileDescriptor)
    let over = poll.add(life.over.fileDescriptor)
    var deadline = end
    var asked: Nanoseconds?
    var isHeldUp = false
    while true {
        let look = MonotonicClock.now() + Nanoseconds(1_000_000_000)
        _ = poll.wait(until: min(deadline ?? look, look))
        if poll.isReady(over) { return }
        let now = MonotonicClock.now()
        var asks = false
        while let signal = signals.next() {
            if signals.asksToEnd(signal) {
                asks = true
            } else {
                life.reread()
            }
        }
        let isDue = deadline.map { now >= $0 } ?? false
        if life.lastTurn != .zero, now - life.lastTurn > Nanoseconds(2_000_000_000) {
            if !isHeldUp {
                observer.event(
                    LinkEvent(
                        .warning, "jack.hangs",
                        "the JACK server does not answer: the link waits for it; restart it"))
            }
            isHeldUp = true
        } else {
            isHeldUp = false
        }
        if let asked {
            if isDue {
                throw .jackHangs
            }
            if asks, now - asked > echo {
                throw LinkFailure(.interruptedTwice, "interrupted twice; left without a goodbye")
            }
        } else if asks || isDue {
            asked = now
            deadline = now + patience
            life.end()
        }
    }
}
