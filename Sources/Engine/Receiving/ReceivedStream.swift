import NetworkIO
import Protection
import RealTime
import Streaming
import Synchronization

/// One stream as its media thread holds it.
struct ReceivedStream: ~Copyable {
    var receiver: StreamReceiver
    var policy: DelayPolicy
    var shared: UnsafePointer<PlayoutShared>
    let counts: MediaCounts
    /// Where its datagrams come from; the port is the sender's choice.
    var peer: SocketAddress
    /// Where the sender waits for a first datagram from here; nil where it knows where to send.
    let greeted: SocketAddress?
    /// Where the newest of them came from: feedback goes there. Nil before the first one.
    var source: SocketAddress?
    /// The stream that it takes over from; nil where there is none, or none any more.
    private var predecessor: UnsafeMutablePointer<ReceivedStream>?
    private let orders: ReceiveOrders
    private var edition: Int
    private var hasDelay = false
    /// Half the least round trip that the delay is made for, ns; below 0 where none is known.
    private var distance: Int64 = -1
    /// When the sender's clock could first be told; 0 before.
    private var lineSince: Int64 = 0
    private let sharesClock: Bool
    /// Its packets show by themselves whose they are, wherever they come from.
    private let isProtected: Bool
    /// It goes on where another stream was; and with that one's delay as it is.
    private var isContinued = false
    private var isPrepared = false
    private var clock = ClockWander()
    private var undisturbed = UndisturbedTransits()
    private var nextTelling = Int64.min

    init(
        receiver: consuming StreamReceiver, policy: DelayPolicy,
        shared: UnsafePointer<PlayoutShared>, counts: MediaCounts, peer: SocketAddress,
        greeting greeted: SocketAddress?,
        isProtected: Bool, sharesClock: Bool, orders: ReceiveOrders,
        takingOverFrom predecessor: UnsafeMutablePointer<ReceivedStream>?
    ) {
        self.orders = orders
        edition = orders.newestEdition
        self.predecessor = predecessor
        self.isProtected = isProtected
        self.sharesClock = sharesClock
        self.receiver = receiver
        self.policy = policy
        self.shared = shared
        self.counts = counts
        self.peer = peer
        self.greeted = greeted
    }
}

extension ReceivedStream {
    /// Whether its packets may come from `address`.
    func mayCome(from address: SocketAddress) -> Bool {
        isProtected || peer.sameHost(as: address)
    }

    /// Does as it was told since the last time; at the first, goes on where the stream before it is.
    mutating func obey() {
        if let other = predecessor {
            predecessor = nil
            receiver.goOn(from: other.pointee.receiver)
            source = other.pointee.source
            distance = other.pointee.distance
            lineSince = other.pointee.lineSince
            clock = other.pointee.clock
            isContinued = true
            isPrepared = policy.goOn(from: other.pointee.policy)
            receiver.setPlayoutNeed(policy.need)
        }
        shared.pointee.isAutomatic.store(policy.automatic != nil, ordering: .relaxed)
        guard let wishes = orders.news(since: &edition) else { return }
        policy.ask(wishes.latency.wish, meanLag: receiver.meanLag)
        if wishes.repair.wish != receiver.repairWish {
            receiver.setRepair(wishes.repair.wish, residual: wishes.latency.residual)
        }
    }

    /// Takes half the least round trip: of the media's own way, or, where that is not known (TCP, the first
    /// moments), of the session's. The delay does not follow every change, which would be heard: it
    /// only ever falls, by a millisecond or more.
    mutating func noteDistance(_ now: Int64, session: Int64) {
        let trip = receiver.roundTrip(now: now)
        counts.roundTrip.store(trip ?? -1, ordering: .relaxed)
        // What plays is counted from the way that the first packets took.
        guard distance < 0 || !receiver.hasNewWay else { return }
        let measured = trip.map { $0 / 2 }
        let isOverTCP = source == nil && receiver.counts.received > 0
        guard let time = measured ?? (isOverTCP || hasWaited(now) ? session : nil), time >= 0
        else { return }
        if distance < 0 || time < distance - 1_000_000 { distance = time }
    }

    /// The sender's clock could be told for so long that whatever is still unknown is not waited for.
    private func hasWaited(_ now: Int64) -> Bool { lineSince != 0 && now - lineSince > 300_000_000 }

    /// Sees to the delay that is played with.
    mutating func steerDelay(_ now: Int64) {
        let outputNeed = shared.pointee.outputNeed.load(ordering: .relaxed)
        let keepsPhase = shared.pointee.keepsPhase.load(ordering: .relaxed)
        policy.oneWay = max(0, distance)
        if policy.outputNanoseconds != outputNeed || policy.keepsPhase != keepsPhase {
            policy.outputNanoseconds = outputNeed
            policy.keepsPhase = keepsPhase
            receiver.setPlayoutNeed(policy.need)
            hasDelay = false
        }
        if !hasDelay {
            prepareDelay(now)
        } else {
            let missed = receiver.lateFrames + shared.pointee.missedFrames.count
            var progress = DelayPolicy.Progress(
                missed: Int64(missed) * 1_000_000_000 / Int64(shared.pointee.sampleRate),
                sustainedLag: receiver.sustainedLag)
            progress.transits = undisturbed.take(
                receiver.takeTransits(), late: receiver.counts.late,
                disturbed: receiver.disturbed, now: now)
            progress.margins = receiver.takeMargins()
            progress.held = shared.pointee.currentDelay
            progress.repair = receiver.repairDelay
            _ = policy.update(now: now, progress)
        }
        shared.pointee.delay.store(policy.delay, ordering: .relaxed)
    }

    private mutating func prepareDelay(_ now: Int64) {
        guard receiver.hasLine else { return }
        if isContinued { return prepareTakeover(now) }
        if lineSince == 0 { lineSince = now }
        policy.prepare(meanLag: receiver.meanLag, receiver.takeTransits(), now: now)
        // The first packets may come out of a backlog, and the first answers from a busy start:
        // neither is to raise the delay for good.
        guard hasWaited(now) || (distance >= 0 && !policy.isRaised) else { return }
        hasDelay = true
        shared.pointee.delay.store(policy.delay, ordering: .relaxed)
        shared.pointee.mayPlay.store(true, ordering: .releasing)
    }

    /// A codec that waits longer, or less, than the one before is watched for a moment.
    private mutating func prepareTakeover(_ now: Int64) {
        guard receiver.counts.received >= 8 else { return }
        if !isPrepared {
            policy.prepare(meanLag: receiver.meanLag, receiver.takeTransits(), now: now)
        }
        isContinued = false
        hasDelay = true
        shared.pointee.delay.store(policy.delay, ordering: .relaxed)
        shared.pointee.mayPlay.store(true, ordering: .releasing)
    }

    /// Tells whoever reports.
    mutating func tell(_ now: Int64) {
        tellTally()
        tellTimes(now)
    }

    private mutating func tellTally() {
        let tally = receiver.counts
        counts.packets.store(tally.received, ordering: .relaxed)
        counts.octets.store(tally.octets, ordering: .relaxed)
        counts.late.store(tally.late, ordering: .relaxed)
        counts.heldUp.store(undisturbed.late, ordering: .relaxed)
        counts.lost.store(tally.lost, ordering: .relaxed)
        counts.concealed.store(
            tally.concealedFrames + shared.pointee.missedFrames.count, ordering: .relaxed)
        counts.repaired.store(tally.repaired, ordering: .relaxed)
        counts.replayed.store(tally.protection.replayed, ordering: .relaxed)
        counts.forged.store(tally.protection.notAuthentic, ordering: .relaxed)
        counts.refusedInARow.store(tally.protection.refusedInARow, ordering: .relaxed)
        if receiver.feedbackUntilRenewal == 0 {
            counts.isWornOut.store(true, ordering: .relaxed)
        }
        if let plan = receiver.takePlan() { counts.plan.store(plan.bits, ordering: .relaxed) }
        counts.repair.store(receiver.repairChoice.bits, ordering: .relaxed)
    }

    private mutating func tellTimes(_ now: Int64) {
        let error = shared.pointee.delayError.load(ordering: .relaxed)
        let delay = shared.pointee.currentDelay
        counts.latency.store(delay + policy.oneWay + error, ordering: .relaxed)
        counts.target.store(policy.target, ordering: .relaxed)
        counts.delay.store(delay, ordering: .relaxed)
        counts.floor.store(
            policy.floor(sustainedLag: receiver.sustainedLag), ordering: .relaxed)
        counts.isRaised.store(hasDelay && policy.isRaised, ordering: .relaxed)
        counts.distance.store(distance, ordering: .relaxed)
        if shared.pointee.isPlaying, !sharesClock {
            clock.note(
                Double(shared.pointee.deviation.load(ordering: .relaxed)) * 1e-6, now: now)
        }
        // Percentiles and deviations are not worth a look at every packet.
        guard now >= nextTelling else { return }
        nextTelling = now + 100_000_000
        counts.jitter50.store(receiver.jitter(percentile: 0.5), ordering: .relaxed)
        counts.jitter95.store(receiver.jitter(percentile: 0.95), ordering: .relaxed)
        counts.jitter99.store(receiver.jitter(percentile: 0.99), ordering: .relaxed)
        if let ratio = clock.ratio {
            counts.clockRatio.store(Int64(ratio * 1e6), ordering: .relaxed)
        }
        if let wander = clock.wander {
            counts.clockWander.store(Int64(wander * 1e6), ordering: .relaxed)
        }
    }
}
