package import Codec
import DSP
package import Protection
import RTP
import RealTime
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
        /// Given up, and not come late either.
        package var lost = 0
        package var duplicates = 0
        /// Not of this stream, or no packets at all.
        package var refused = 0
        /// Frames made up for lost or late packets.
        package var concealedFrames = 0
        package var octets = 0
    }

    /// The longest feedback packet, bytes.
    private static var longestFeedback: Int { 512 }

    package private(set) var counts = Counts()
    private let shared: UnsafePointer<PlayoutShared>
    private let ssrc: UInt32
    private let payloadType: UInt8
    private var unprotector: PacketUnprotector
    private var protector: PacketProtector
    private var statistics: ReceptionStatistics
    private var slots: PacketSlots
    private var lanes: LaneWriter
    private var arrivals: ArrivalTracker
    private var newestPosition: Int64
    private var next: Int64?
    private var highest: Int64 = 0
    private var gapSince: Int64?
    private var reports: ReceiverReports
    private let outgoing: UnsafeMutableRawBufferPointer
    /// Packets that were given up, and how many of them came after all.
    private var givenUp = 0
    private var recovered = 0

    /// A receiver of the stream `ssrc` for `shared`, which must outlive it. `feedbackSsrc` is its own.
    package init(
        shared: UnsafePointer<PlayoutShared>, configuration: CodecConfiguration,
        lookaheadFrames: Int, periodFrames: Int, ssrc: UInt32, feedbackSsrc: UInt32,
        payloadType: UInt8, protection: ProtectionProfile
    ) throws(CodecError) {
        self.shared = shared
        self.ssrc = ssrc
        self.payloadType = payloadType
        let rate = shared.pointee.sampleRate
        unprotector = PacketUnprotector(profile: protection)
        protector = PacketProtector(profile: protection)
        reports = ReceiverReports(ssrc: feedbackSsrc, mediaSsrc: ssrc)
        outgoing = .allocate(byteCount: Self.longestFeedback, alignment: 16)
        statistics = ReceptionStatistics(clockRate: SampleRate(hertz: rate) ?? .dat)
        lanes = try LaneWriter(
            shared: shared, configuration: configuration, lookaheadFrames: lookaheadFrames)
        let packetFrames = min(configuration.framesPerPacket, max(periodFrames, 1))
        let perSecond = rate * configuration.laneCount / max(packetFrames, 1)
        slots = PacketSlots(
            minimumPackets: min(max(perSecond * 2, 256), 32_768),
            payloadBytes: configuration.maximumPayloadBytes)
        arrivals = ArrivalTracker(
            origin: shared.pointee.origin, sampleRate: rate, periodFrames: periodFrames)
        newestPosition = shared.pointee.origin
    }

    deinit { outgoing.deallocate() }

    /// Interarrival jitter (RFC 3550 §6.4.1), in ns.
    package var jitterNanoseconds: Int64 {
        Int64(statistics.interarrivalJitter) * 1_000_000_000 / Int64(shared.pointee.sampleRate)
    }

    /// What packets take from their capture to their arrival beyond the shortest path, ns: on
    /// average, and at worst again and again.
    package var meanLag: Int64 { arrivals.meanLag }
    package var sustainedLag: Int64 { arrivals.sustainedLag }
    /// The sender's clock can be told: playing may begin.
    package var hasLine: Bool { arrivals.snapshot.buckets >= 2 }

    /// Takes one datagram that arrived at `arrival` (ns). False where it is none of this stream's.
    package mutating func receive(
        _ datagram: UnsafeMutableRawBufferPointer, length: Int, arrival: Int64
    ) -> Bool {
        guard let bytes = unprotector.unprotect(datagram, length: length) else {
            counts.refused += 1
            return false
        }
        let content = UnsafeRawBufferPointer(rebasing: datagram[..<bytes])
        if isRTCP(content) { return takeReport(content, arrival) }
        guard let packet = RTPPacketView.parse(content), packet.header.ssrc == ssrc,
            packet.header.payloadType == payloadType
        else {
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
            follow(position, arrival: arrival, delay: Int64(capture.delayNanoseconds))
        }
        place(sequence, position, packet.payload, arrival)
        return true
    }

    /// Gives up what can be waited for no longer at `now` (ns).
    package mutating func poll(now: Int64) {
        guard let deadline = gapDeadline, now >= deadline, let first = next else { return }
        var sequence = first
        while sequence <= highest, slots.packet(sequence) == nil { sequence += 1 }
        givenUp += Int(sequence - first)
        counts.lost = givenUp - recovered
        next = sequence
        drain(now)
    }

    /// The next packet of feedback that is due at `now` (ns), for the sender; valid until the next
    /// call.
    package mutating func feedback(now: Int64) -> UnsafeRawBufferPointer? {
        guard next != nil,
            let length = reports.write(into: outgoing, statistics: &statistics, now: now),
            let bytes = protector.protect(outgoing, length: length)
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: outgoing[..<bytes])
    }

    /// The round trip on the way of the media: the least lately, ns; nil where it is not known.
    package func roundTrip(now: Int64) -> Int64? { reports.roundTrips.least(now: now) }

    /// When `poll` or `feedback` must be called, ns; nil where nothing is waited for.
    package var nextDeadline: Int64? {
        guard next != nil else { return nil }
        return min(reports.nextDeadline, gapDeadline ?? .max)
    }

    private mutating func takeReport(
        _ bytes: UnsafeRawBufferPointer, _ arrival: Int64
    ) -> Bool {
        guard var reader = RTCPCompoundReader(bytes) else {
            counts.refused += 1
            return false
        }
        while let element = reader.next() { reports.take(element, now: arrival) }
        return true
    }

    /// When a gap can be waited for no longer, ns.
    private var gapDeadline: Int64? {
        guard let gapSince else { return nil }
        guard let words = shared.pointee.playPoint.load() else { return gapSince }
        let point = PlayPoint(words)
        guard point.isPlaying else { return gapSince + 50_000_000 }
        let rate = Int64(shared.pointee.sampleRate)
        // Positions come from the network: what lies a minute away may wait as long.
        let ahead = lanes.end &- point.position &- point.reach
        let bounded = min(max(ahead, -60 * rate), 60 * rate)
        return point.time + bounded * 1_000_000_000 / rate - 700_000
    }

    /// The position nearest to the newest one that has these lower 32 bits.
    private mutating func extend(_ timestamp: UInt32) -> Int64 {
        let difference = Int32(
            bitPattern: timestamp &- UInt32(truncatingIfNeeded: newestPosition))
        let position = newestPosition &+ Int64(difference)
        newestPosition = max(newestPosition, position)
        return position
    }

    private mutating func follow(_ position: Int64, arrival: Int64, delay: Int64) {
        if arrivals.observe(position, arrival: arrival, delay: delay).hasNewLine {
            shared.pointee.link.store(arrivals.snapshot.words)
        }
    }

    private mutating func place(
        _ sequence: Int64, _ position: Int64, _ payload: UnsafeRawBufferPointer, _ arrival: Int64
    ) {
        if next == nil { next = sequence }
        guard let first = next else { return }
        if sequence < first {
            counts.late += 1
            recovered = min(recovered + 1, givenUp)
            counts.lost = givenUp - recovered
            return
        }
        if sequence - first >= Int64(slots.capacity) { giveUp(from: first, to: sequence) }
        guard slots.put(sequence, position: position, payload: payload, arrival: arrival) else {
            return
        }
        highest = max(highest, sequence)
        drain(arrival)
    }

    /// Skips what is too far behind to be kept.
    private mutating func giveUp(from first: Int64, to sequence: Int64) {
        var missing = sequence - first
        for waiting in first..<min(highest + 1, sequence) where slots.packet(waiting) != nil {
            missing -= 1
        }
        givenUp += Int(missing)
        counts.lost = givenUp - recovered
        next = sequence
    }

    private mutating func drain(_ now: Int64) {
        while let sequence = next, let packet = slots.packet(sequence) {
            if !lanes.write(packet.payload, at: packet.position) { counts.late += 1 }
            next = sequence + 1
        }
        counts.concealedFrames = lanes.concealedFrames
        gapSince = (next ?? 0) <= highest ? (gapSince ?? now) : nil
    }
}
