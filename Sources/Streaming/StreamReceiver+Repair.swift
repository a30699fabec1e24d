import Codec
import RTP
import Synchronization
import Units

/// How a receiver gets back what was lost on the way.
extension StreamReceiver {
    /// So long without a packet is an outage, which says nothing of losses, ns.
    private static var outage: Int64 { 200_000_000 }
    /// From a packet's last moment to what must be made up in its place, ns.
    private static var slack: Int64 { 500_000 }
    private static var lookInterval: Int64 { 100_000_000 }
    /// Before anything may be asked for, because the round trip is not known or nothing plays yet.
    private static var hastyInterval: Int64 { 10_000_000 }
    /// What the round trip is taken for until it is known, ns.
    private static var unknownRoundTrip: Int64 { 1_000_000_000 }
    /// Less loss than that is not worth a longer delay.
    private static var noticeableLoss: Double { 0.0005 }
    /// And no repair is worth more of it, ns.
    private static var longestBudget: Int64 { 100_000_000 }

    /// What the sender is asked to do beside its stream; nil where nothing has changed since the last
    /// call.
    package mutating func takePlan() -> RepairPlan? {
        guard repair.hasNews else { return nil }
        repair.hasNews = false
        return RepairPlan(
            repair.chooser.choice, isCoarse: CoarsePayload.exists(kind))
    }

    /// What was asked for.
    package var repairWish: RepairChooser.Wish { repair.chooser.wish }

    /// What repairs now.
    package var repairChoice: RepairChoice { repair.chooser.choice }

    /// The part of the packets that is lost on the way, and the mean length of a run.
    package var networkLoss: Double { repair.losses.loss }
    package var networkBurst: Double { repair.losses.burst }

    /// From an instant of the sink to the last frame that its cycle needs, with the codec's lookahead, ns.
    package mutating func setPlayoutNeed(_ need: Int64) { repair.playoutNeed = need }

    /// The delay that a repair of what the network loses needs, ns; 0 where there is none to ask for.
    package var repairDelay: Int64 { repair.wantedDelay }

    private mutating func noteWantedDelay(
        _ situation: RepairPolicy.Situation, _ timing: PacketTiming, _ now: Int64
    ) {
        guard now >= repair.nextEstimate else { return }
        repair.nextEstimate = now + 1_000_000_000
        repair.wantedDelay = 0
        guard repair.chooser.wish == .auto, situation.loss > Self.noticeableLoss,
            let budget = repair.chooser.policy.leastBudget(situation, most: Self.longestBudget)
        else { return }
        repair.wantedDelay = budget + shared.pointee.currentDelay - timing.budget
    }

    /// Looks at the network ten times a second, at first more often; once a second another repair may come
    /// of it.
    mutating func tendRepair(_ now: Int64) {
        guard now >= repair.nextLook, let timing else { return }
        let jitter = arrivals.jitter(percentile: 0.95)
        let trip = reports.roundTrips.high(now: now) ?? Self.unknownRoundTrip
        let situation = RepairPolicy.Situation(
            loss: repair.losses.loss, burst: repair.losses.burst, roundTrip: trip,
            jitter: jitter, budget: timing.budget, spacing: Int64(timing.spacing),
            copyShare: CoarsePayload.share(kind))
        noteWantedDelay(situation, timing, now)
        if repair.chooser.update(situation, lost: repair.losses.total, now: now) {
            repair.hasNews = true
        }
        let copies: Int? =
            switch repair.chooser.choice {
            case .nack(let copies), .nackAndCopy(let copies, _): copies
            case .none, .copy, .copies, .reedSolomon: nil
            }
        repair.requests.conditions = .init(
            roundTrip: trip, leastRoundTrip: reports.roundTrips.least(now: now), jitter: jitter,
            copies: copies ?? 1)
        // Where a quarter is lost, asking adds to what is wrong.
        let wasOn = repair.requests.isOn
        repair.requests.isOn =
            copies != nil && trip < timing.budget && repair.losses.loss < 0.25
        repair.nextLook = now + (repair.requests.isOn ? Self.lookInterval : Self.hastyInterval)
        if repair.requests.isOn, !wasOn { missWhatWasLost(timing, now) }
    }

    /// What was lost before anything could be asked for, and can still come in time.
    private mutating func missWhatWasLost(_ timing: PacketTiming, _ now: Int64) {
        guard let next, let newest = repair.anchor?.sequence else { return }
        var sequence = max(next, newest - Int64(RepairState.mostRequests))
        while sequence < newest {
            if isMissing(sequence) {
                repair.requests.miss(sequence, timing: timing, now: now)
            }
            sequence += 1
        }
        repair.requests.begin(after: newest)
    }

    /// When packets come and must be there; nil until that can be told.
    var timing: PacketTiming? {
        guard let anchor = repair.anchor,
            let arrival = arrivals.earliestArrival(anchor.position),
            let least = arrivals.leastLag
        else { return nil }
        let rate = Double(shared.pointee.sampleRate)
        let delay = shared.pointee.currentDelay &- arrivals.detour
        return PacketTiming(
            sequence: anchor.sequence, arrival: arrival,
            spacing: repair.framesPerPacket * 1e9 / rate,
            budget: max(0, delay - repair.playoutNeed - least - Self.slack))
    }

    /// A packet of the stream itself has come for the first time.
    mutating func noteArrival(_ sequence: Int64, _ position: Int64, _ now: Int64) {
        let isAfterOutage =
            repair.newestArrival != .min && now &- repair.newestArrival > Self.outage
        repair.newestArrival = now
        if repair.anchor.map({ sequence > $0.sequence }) ?? true {
            repair.anchor = (sequence, position)
        }
        if isAfterOutage {
            repair.judged = sequence
            repair.requests.removeAll()
        }
        judge(now)
        if let timing { repair.requests.received(sequence, timing: timing, now: now) }
    }

    /// Counts what has been waited for long enough as come or lost.
    private mutating func judge(_ now: Int64) {
        guard let highest = repair.anchor?.sequence else { return }
        let patience = 200_000_000 + 2 * arrivals.jitter(percentile: 0.95)
        let spacing = repair.framesPerPacket * 1e9 / Double(shared.pointee.sampleRate)
        let end = highest - min(Int64(Double(patience) / spacing), ArrivalWindow.packets / 2)
        var sequence = max(repair.judged ?? highest, end - ArrivalWindow.packets / 4)
        while sequence < end {
            repair.losses.note(isLost: !statistics.hasReceived(sequence), now: now)
            sequence += 1
        }
        repair.judged = sequence
    }

    /// Takes a packet from beside the stream, which brings one of it again, or parity.
    mutating func takeRepair(_ packet: RTPPacketView, octets: Int, _ now: Int64) -> Bool {
        guard next != nil, isRepair(packet) else { return false }
        counts.repairPackets += 1
        counts.octets += octets
        let timestamp = packet.header.timestamp
        if packet.header.payloadType == RepairPayloadType.parity {
            if let parity = ParityPayload(packet.payload) { repair.parities.take(parity) }
            restoreComputed(now)
            return true
        }
        guard let again = Retransmission(packet.payload) else { return false }
        let sequence = statistics.extend(again.sequenceNumber)
        guard isMissing(sequence) else { return true }
        if packet.header.payloadType == RepairPayloadType.whole {
            keepForParity(sequence, timestamp, again.payload, now)
            restore(sequence, timestamp, again.payload, now)
        } else if let bytes = CoarsePayload.decode(again.payload, kind, into: repair.scratch) {
            let payload = UnsafeRawBufferPointer(rebasing: repair.scratch[..<bytes])
            restore(sequence, timestamp, payload, now)
        }
        return true
    }

    /// An exact packet of the stream is here: with parity it may tell of others.
    mutating func keepForParity(
        _ sequence: Int64, _ timestamp: UInt32, _ payload: UnsafeRawBufferPointer, _ now: Int64
    ) {
        guard case .reedSolomon = repair.chooser.choice else { return }
        repair.parities.keep(sequence, timestamp: timestamp, payload: payload)
        restoreComputed(now)
    }

    private func isRepair(_ packet: RTPPacketView) -> Bool {
        switch packet.header.payloadType {
        case RepairPayloadType.whole, RepairPayloadType.coarse, RepairPayloadType.parity: true
        default: false
        }
    }

    private func isMissing(_ sequence: Int64) -> Bool {
        !statistics.hasReceived(sequence) && slots.packet(sequence) == nil
    }

    private mutating func restoreComputed(_ now: Int64) {
        while let packet = repair.parities.next() {
            guard isMissing(packet.sequence) else { continue }
            restore(packet.sequence, packet.timestamp, packet.payload, now)
        }
    }

    private mutating func restore(
        _ sequence: Int64, _ timestamp: UInt32, _ payload: UnsafeRawBufferPointer, _ now: Int64
    ) {
        if let timing,
            let trip = repair.requests.received(sequence, timing: timing, now: now)
        {
            reports.noteAnswer(after: trip, now: now)
        }
        if place(sequence, nearest(timestamp), payload) {
            counts.repaired += 1
            repair.noteRestored(sequence)
        }
    }

    /// The request that is due at `now`, written into `report`; nil where none is.
    mutating func request(_ now: Int64) -> Int? {
        guard let timing else { return nil }
        let found = repair.requests.poll(timing: timing, now: now, into: repair.numbers)
        guard found > 0 else { return nil }
        var writer = RTCPCompoundWriter(into: report)
        writer.genericNacks(
            reporter: reports.ssrc, media: ssrc,
            UnsafeBufferPointer(rebasing: repair.numbers[..<found]))
        return writer.finish()
    }
}
