package import Codec
import DSP
package import Protection
import RTP
import RealTime
import Synchronization
import Units

/// A receiver between the network and the ring: takes datagrams, puts them in order, decodes them
/// into the ring before their frames are due, and follows the sender's clock. It knows no
/// socket, thread or clock. One thread, the media thread; nothing allocates after init.
package struct StreamReceiver: ~Copyable {
    /// What came of the packets, from the start.
    package struct Counts: Sendable {
        /// Packets of this stream, the first of each number.
        package var received = 0
        /// Arrived after their place in the stream was played or given up.
        package var late = 0
        /// Given up, and not come late either; not what lies before the first that is played.
        package var lost = 0
        /// Twice here, where nothing protects them; else these are `replayed`.
        package var duplicates = 0
        /// Not of this stream, or no packets at all.
        package var refused = 0
        /// What protection refused, and why.
        package var protection = PacketUnprotector.Counts()
        /// Frames made up for lost or late packets.
        package var concealedFrames = 0
        /// Lost or delayed on the way, and here in time all the same.
        package var repaired = 0
        /// Packets beside the stream that brought one of it again.
        package var repairPackets = 0
        package var octets = 0
    }

    package internal(set) var counts = Counts()
    let shared: UnsafePointer<PlayoutShared>
    let ssrc: UInt32
    private let payloadType: UInt8
    private var unprotector: PacketUnprotector
    var protector: PacketProtector
    var statistics: ReceptionStatistics
    var slots: PacketSlots
    var ring: RingWriter
    var arrivals: ArrivalTracker
    private var margins = Margins()
    var senderDisturbed = Int64.min / 2
    var reports: ReceiverReports
    var repair: RepairState
    let kind: CodecKind
    /// Of sound, a packet being one of several where the channels do not fit into one.
    private let framesPerPacket: Double
    let repairSsrc: UInt32
    let outgoing: UnsafeMutableRawBufferPointer
    var newestPosition: Int64
    /// The number that is to be written next; nil before the first packet.
    var next: Int64?
    /// The highest number that has come.
    var highest: Int64 = 0
    /// Packets are here that wait for one before them.
    var hasGap: Bool { next.map { $0 <= highest } ?? false }
    /// The end of the ring has been made up as far as that makes sense: only a packet goes on.
    var isSilent = false
    /// Packets that were given up, and how many of them came after all.
    private var givenUp = 0
    private var recovered = 0

    /// A receiver of the stream `ssrc` for `shared`, which must outlive it. `feedbackSsrc` is its own, and so is
    /// the key of `feedbackProtection`; `periodFrames` is the sender's, in frames of the stream; making up a
    /// packet may take `budget` ns; repair may leave the part `residual` missing. A packet that comes more
    /// than `longestDelay` ns behind others may be taken for a replay. Not on a real-time thread.
    package init(
        shared: UnsafePointer<PlayoutShared>, configuration: CodecConfiguration,
        lookaheadFrames: Int, periodFrames: Int, budget: Int64, ssrc: UInt32,
        repairSsrc: UInt32, feedbackSsrc: UInt32, payloadType: UInt8, repair: RepairChooser.Wish,
        residual: Double = 1e-4, protection: PacketProtection,
        feedbackProtection: PacketProtection, longestDelay: Int64
    ) throws(StreamingError) {
        let rate = shared.pointee.sampleRate
        let packetFrames = Self.packetFrames(configuration, periodFrames)
        let perSecond = rate * configuration.laneCount / packetFrames
        let ring = try throwing(as: StreamingError.codec) { () throws(CodecError) in
            try RingWriter(
                shared: shared, configuration: configuration, lookaheadFrames: lookaheadFrames,
                packetFrames: min(max(packetFrames, 64), 512), budget: budget)
        }
        let unprotector = try throwing(as: StreamingError.protection) {
            () throws(ProtectionError) in
            try PacketUnprotector(
                protection, ssrcs: [ssrc, repairSsrc],
                window: Self.window(longestDelay, perSecond))
        }
        let protector = try throwing(as: StreamingError.protection) { () throws(ProtectionError) in
            try PacketProtector(feedbackProtection, ssrcs: [feedbackSsrc])
        }
        self.shared = shared
        self.ssrc = ssrc
        self.repairSsrc = repairSsrc
        kind = configuration.kind
        self.payloadType = payloadType
        reports = ReceiverReports(ssrc: feedbackSsrc, mediaSsrc: ssrc)
        statistics = ReceptionStatistics(clockRate: SampleRate(hertz: rate) ?? .dat)
        self.ring = ring
        self.unprotector = unprotector
        self.protector = protector
        outgoing = .allocate(
            byteCount: Self.longestFeedback + feedbackProtection.profile.controlOverheadBytes,
            alignment: 16)
        framesPerPacket = Double(packetFrames) / Double(configuration.laneCount)
        self.repair = RepairState(
            repair, residual: residual, framesPerPacket: framesPerPacket,
            payloadBytes: configuration.maximumPayloadBytes)
        slots = PacketSlots(
            minimumPackets: min(max(perSecond * 2, 256), 32_768),
            payloadBytes: configuration.maximumPayloadBytes)
        arrivals = ArrivalTracker(
            origin: shared.pointee.origin, originTime: shared.pointee.originTime, sampleRate: rate,
            periodFrames: periodFrames)
        newestPosition = shared.pointee.origin
    }

    deinit { outgoing.deallocate() }

    /// Frames of a packet as the sender cuts its periods, at least 1.
    private static func packetFrames(_ configuration: CodecConfiguration, _ period: Int) -> Int {
        let longest = max(configuration.framesPerPacket, 1)
        guard configuration.kind != .opus else { return longest }
        let slices = (max(period, 1) + longest - 1) / longest
        return (max(period, 1) + slices - 1) / slices
    }

    /// How many packets of `perSecond` at least come within `delay` ns; half as many more, since a period's last
    /// packet may be short.
    private static func window(_ delay: Int64, _ perSecond: Int) -> Int {
        let seconds = Double(min(max(delay, 0), 10_000_000_000)) * 1e-9
        return 128 + Int(seconds * 1.5 * Double(perSecond))
    }

    /// So many packets of feedback more, and the stream is to be renewed, with other SSRCs and other keys.
    package var feedbackUntilRenewal: Int { protector.packetsUntilRenewal }

    /// What the part `fraction` of the recent packets takes at most beyond the fastest, ns.
    package func jitter(percentile fraction: Double) -> Int64 {
        arrivals.jitter(percentile: fraction)
    }

    /// What packets take from their capture to their arrival beyond the shortest path, ns: on
    /// average, and at worst again and again.
    package var meanLag: Int64 { arrivals.meanLag }
    package var sustainedLag: Int64 { arrivals.sustainedLag }
    /// Frames of sound whose packets came too late, from the start.
    package var lateFrames: Int { Int(Double(counts.late) * framesPerPacket) }
    /// What packets took since the last call.
    package mutating func takeTransits() -> Transits { arrivals.takeTransits() }
    /// When a JACK server at either end lost time for the last time, as far as is known here, ns.
    package var disturbed: Int64 {
        max(senderDisturbed, shared.pointee.newestXrun)
    }
    /// How long packets were here before they were needed, since the last call.
    package mutating func takeMargins() -> Margins {
        let taken = margins
        margins = Margins()
        return taken
    }
    /// The packets' way has changed since playing began: the distance measured now is not that of the
    /// way that the delay is counted from.
    package var hasNewWay: Bool { arrivals.detour != 0 }
    /// The sender's clock can be told: playing may begin.
    package var hasLine: Bool { arrivals.snapshot.buckets >= 2 }

    /// Takes one datagram that arrived at `arrival` (ns). False where it is none of this stream's: where packets
    /// are protected, true is only said of what is authentic and was not here before.
    package mutating func receive(
        _ datagram: UnsafeMutableRawBufferPointer, length: Int, arrival: Int64
    ) -> Bool {
        guard let bytes = uncover(datagram, length) else { return false }
        let content = UnsafeRawBufferPointer(rebasing: datagram[..<bytes])
        if isRTCP(content) { return takeReport(content, arrival) }
        guard let packet = RTPPacketView.parse(content) else {
            counts.refused += 1
            return false
        }
        if packet.header.ssrc == repairSsrc, repairSsrc != 0 {
            return takeRepair(packet, octets: length, arrival)
        }
        guard packet.header.ssrc == ssrc, packet.header.payloadType == payloadType else {
            counts.refused += 1
            return false
        }
        let order = statistics.receive(
            sequenceNumber: packet.header.sequenceNumber, timestamp: packet.header.timestamp,
            arrival: Nanoseconds(arrival))
        if order == .duplicate {
            counts.duplicates += 1
            return true
        }
        guard order != .suspect else { return true }
        let sequence = statistics.extendedSequence
        counts.received += 1
        counts.octets += length
        let position = extend(packet.header.timestamp)
        if let capture = packet.capture {
            if capture.isDelayKnown {
                follow(position, arrival: arrival, delay: Int64(capture.delayNanoseconds))
            } else {
                senderDisturbed = arrival
            }
        }
        noteMargin(position, arrival)
        noteArrival(sequence, position, arrival)
        // What a repair brought first is played already, and not late.
        if !repair.hasRestored(sequence), !place(sequence, position, packet.payload) {
            counts.late += 1
        }
        keepForParity(sequence, packet.header.timestamp, packet.payload, arrival)
        return true
    }

    /// The length of what is in the datagram; nil, and counted, where that is refused.
    private mutating func uncover(
        _ datagram: UnsafeMutableRawBufferPointer, _ length: Int
    ) -> Int? {
        let bytes = unprotector.unprotect(datagram, length: length)
        if bytes == nil, counts.protection == unprotector.counts { counts.refused += 1 }
        counts.protection = unprotector.counts
        return bytes
    }

    private mutating func noteMargin(_ position: Int64, _ arrival: Int64) {
        guard let words = shared.pointee.playPoint.load() else { return }
        let point = PlayPoint(words)
        guard point.isPlaying else { return }
        let look = point.firstLook(at: position)
        let overlap = Double(look.frames) * 1e9 / Double(shared.pointee.sampleRate)
        margins.note(look.time &- arrival, overlap: Int64(overlap.rounded(.up)))
    }

    /// The position nearest to the newest one that has these lower 32 bits.
    private mutating func extend(_ timestamp: UInt32) -> Int64 {
        let position = nearest(timestamp)
        newestPosition = max(newestPosition, position)
        return position
    }

    func nearest(_ timestamp: UInt32) -> Int64 {
        let difference = Int32(
            bitPattern: timestamp &- UInt32(truncatingIfNeeded: newestPosition))
        return newestPosition &+ Int64(difference)
    }

    private mutating func follow(_ position: Int64, arrival: Int64, delay: Int64) {
        if arrivals.observe(position, arrival: arrival, delay: delay).hasNewLine {
            shared.pointee.link.store(arrivals.snapshot.words)
        }
    }

    /// Puts a packet where it belongs; false where that is over.
    mutating func place(
        _ sequence: Int64, _ position: Int64, _ payload: UnsafeRawBufferPointer
    ) -> Bool {
        if next == nil {
            next = sequence
            shared.pointee.begin.store(position, ordering: .relaxed)
        }
        guard let first = next else { return true }
        if sequence < first {
            if isHeard(position) { recovered = min(recovered + 1, givenUp) }
            counts.lost = givenUp - recovered
            let isInTime = ring.write(payload, at: position)
            counts.concealedFrames = ring.concealedFrames
            return isInTime
        }
        if sequence - first >= Int64(slots.capacity) { giveUp(before: sequence) }
        guard slots.put(sequence, position: position, payload: payload) else { return true }
        highest = max(highest, sequence)
        return drain()
    }

    /// Nothing before `sequence` is waited for any more.
    mutating func giveUp(before sequence: Int64) {
        guard let first = next, sequence > first else { return }
        let waiting = slots.count(in: first..<max(first, min(highest + 1, sequence)))
        let missing = Int(sequence - first) - waiting
        givenUp += missing - unheard(of: missing, before: slots.packet(sequence)?.position)
        counts.lost = givenUp - recovered
        next = sequence
    }

    /// How many of the `missing` packets right before `position` lie before what is played first.
    private func unheard(of missing: Int, before position: Int64?) -> Int {
        let start = shared.pointee.heardFrom.load(ordering: .relaxed)
        guard let position, start != .max else { return 0 }
        let heard = Double(max(0, position &- start)) / framesPerPacket
        return missing - min(missing, Int(min(heard.rounded(.up), 1e9)))
    }

    /// The packet at `position` is played, or there is no telling.
    private func isHeard(_ position: Int64) -> Bool {
        let start = shared.pointee.heardFrom.load(ordering: .relaxed)
        return start == .max || position >= start &- Int64(framesPerPacket)
    }

    /// Writes what is complete. False where something of it came too late to be played.
    @discardableResult
    mutating func drain() -> Bool {
        var isInTime = true
        while let sequence = next, let packet = slots.packet(sequence) {
            showFuture(after: sequence, from: packet.position)
            if !ring.write(packet.payload, at: packet.position) { isInTime = false }
            next = sequence + 1
            isSilent = false
        }
        counts.concealedFrames = ring.concealedFrames
        return isInTime
    }

    /// Shows the ring what is known behind the packet that will close a gap.
    private mutating func showFuture(after sequence: Int64, from position: Int64) {
        guard ring.usefulFuture > 0, position > ring.end else { return }
        var following = sequence + 1
        let limit = position + Int64(ring.usefulFuture)
        while let packet = slots.packet(following), packet.position < limit {
            ring.preview(packet.payload, at: packet.position)
            following += 1
        }
    }

    /// The number and the position of the first packet that waits behind a gap.
    var firstWaiting: (sequence: Int64, position: Int64)? {
        guard let first = next, first <= highest,
            let sequence = slots.lowest(in: first..<highest + 1),
            let packet = slots.packet(sequence)
        else { return nil }
        return (sequence, packet.position)
    }
}
