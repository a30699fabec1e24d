package import Codec
import DSP
package import Protection
import RTP
import RealTime
import Units

/// A sender between the ring and the network: takes cycles, hands back packets. It knows no socket,
/// thread or clock. One thread, the media thread; nothing allocates after init.
package struct StreamSender: ~Copyable {
    private let feed: UnsafePointer<CaptureFeed>
    private let configuration: CodecConfiguration
    private let inputRate: Int
    let streamRate: Int
    private let resampler: VariableResampler
    private let isDirect: Bool
    private var encoder: PayloadEncoder
    var protector: PacketProtector
    private var packets: OutgoingPackets
    private let scratch: UnsafeMutablePointer<Float>
    private let window: UnsafeMutablePointer<Float>
    private let windowFrames: Int
    private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private let blockFrames: Int
    let ssrc: UInt32
    private let payloadType: UInt8
    /// Of the next packet, extended.
    private var sequence: Int64
    var history: RetransmissionHistory
    private var encoderOfParity: ParityEncoder
    var parities: ParityQueue
    /// What is sent beside the stream.
    package var plan = RepairPlan()
    /// What is lost in spite of it, for the encoder, percent.
    package var lossPercent = 0 {
        didSet {
            if lossPercent != oldValue { _ = encoder.setPacketLoss(percent: lossPercent) }
        }
    }
    /// Of the whole link; what the encoder makes of it. Nothing where it has no choice.
    package var bitsPerSecond: Int {
        get { encoder.bitsPerSecond }
        set { if newValue != encoder.bitsPerSecond { _ = encoder.setBitrate(newValue) } }
    }
    let repairSsrc: UInt32
    /// Of the next packet beside the stream.
    var repairSequenceNumber = UInt16.random(in: Self.firstNumbers)
    let kind: CodecKind
    /// From one packet to the next, ns.
    private var spacing: Int64

    /// The receiver's; nothing is answered until it is known.
    var peer: UInt32 = 0
    var reports: SenderReports?
    var unprotector: PacketUnprotector
    let outgoing: UnsafeMutableRawBufferPointer
    /// A frame of the newest cycle, and when it was at the port, ns.
    var newest: (position: Int64, time: Int64) = (0, 0)

    private var expected: Int64?
    /// The same number in both: of an input frame, and of the frame of the stream at the same instant.
    private let origin: Int64
    private var next: Int64

    /// Packets and payload bytes handed out so far.
    package private(set) var packetCount = 0
    package private(set) var octetCount = 0

    /// Where sequence numbers begin: below 2^15 a receiver that misses the first packets cannot mistake how
    /// often they have wrapped (RFC 3711 section 3.3.1).
    package static var firstNumbers: Range<UInt16> { 0..<1 << 15 }

    /// A sender of what `feed` captures at `inputRate` Hz, protected by a key that nothing else has. `feed` must
    /// outlive it. The input frame at `origin` has that position in the stream too. Not on a real-time
    /// thread.
    package init(
        feed: UnsafePointer<CaptureFeed>, configuration: CodecConfiguration, inputRate: Int,
        origin: Int64,
        maximumPeriodFrames: Int, ssrc: UInt32, repairSsrc: UInt32, payloadType: UInt8,
        sequenceNumber: UInt16 = .random(in: Self.firstNumbers), protection: PacketProtection,
        packetsPerKey: Int = PacketProtector.packetsPerKey
    ) throws(StreamingError) {
        let encoder = try throwing(as: StreamingError.codec) { () throws(CodecError) in
            try PayloadEncoder(configuration)
        }
        let protector = try throwing(as: StreamingError.protection) { () throws(ProtectionError) in
            try PacketProtector(
                protection, ssrcs: [ssrc, repairSsrc],
                renewal: packetsPerKey)
        }
        let unprotector = try throwing(as: StreamingError.protection) {
            () throws(ProtectionError) in
            try PacketUnprotector(.none, ssrcs: [])
        }
        self.feed = feed
        self.configuration = configuration
        self.inputRate = inputRate
        self.origin = origin
        next = origin
        streamRate = configuration.kind == .opus ? 48_000 : inputRate
        self.ssrc = ssrc
        self.payloadType = payloadType
        self.repairSsrc = repairSsrc
        sequence = Int64(sequenceNumber) + 65_536
        kind = configuration.kind
        self.encoder = encoder
        self.protector = protector
        self.unprotector = unprotector
        outgoing = .allocate(
            byteCount: Self.longestPrefix + configuration.maximumPayloadBytes
                + protection.profile.controlOverheadBytes, alignment: 16)
        let channels = configuration.channels
        blockFrames = max(configuration.framesPerPacket, 1)
        let blocks = maximumPeriodFrames * 2 / blockFrames + 4
        packets = OutgoingPackets(
            capacity: blocks * configuration.laneCount,
            payloadBytes: configuration.maximumPayloadBytes,
            overheadBytes: protection.profile.overheadBytes)
        scratch = .allocate(capacity: channels * blockFrames)
        scratch.initialize(repeating: 0, count: channels * blockFrames)
        outputs = .allocate(capacity: channels)
        for channel in 0..<channels {
            (outputs + channel).initialize(to: scratch + channel * blockFrames)
        }
        // Small packets of many channels are many; a fifth of a second of them is kept.
        spacing = Int64(blockFrames) * 1_000_000_000 / Int64(streamRate * configuration.laneCount)
        history = RetransmissionHistory(
            packets: min(Int(200_000_000 / max(spacing, 1)) + 64, 16_384),
            payloadBytes: configuration.maximumPayloadBytes)
        encoderOfParity = ParityEncoder(payloadBytes: configuration.maximumPayloadBytes)
        parities = ParityQueue(payloadBytes: configuration.maximumPayloadBytes)
        isDirect = streamRate == inputRate
        resampler = VariableResampler(inputRate: inputRate, outputRate: streamRate)
        let ratio = Double(inputRate) / Double(streamRate)
        windowFrames = isDirect ? 1 : Int(Double(blockFrames) * ratio) + 2 * resampler.reach + 4
        window = .allocate(capacity: channels * windowFrames)
        window.initialize(repeating: 0, count: channels * windowFrames)
    }

    deinit {
        scratch.deallocate()
        window.deallocate()
        outputs.deallocate()
        outgoing.deallocate()
    }

    /// Frames by which the codec delays the sound, at the stream's rate.
    package var lookaheadFrames: Int { encoder.lookaheadFrames }

    /// So many packets more, and the stream is to be renewed, with other SSRCs and another key.
    package var packetsUntilRenewal: Int { protector.packetsUntilRenewal }

    /// Packets waiting for `packet(at:)`.
    package var pendingPackets: Int { packets.count }

    /// Turns one captured cycle into packets; those of the cycle before are forgotten.
    package mutating func handle(_ record: CycleRecord) {
        packets.removeAll()
        if configuration.kind == .opus { codeFrames(record) } else { codeSlices(record) }
    }

    /// Packet `index` of the cycle, complete with header, leaving at `now` (ns). Each index once,
    /// in order; nil for one that has left already.
    package mutating func packet(at index: Int, now: Int64) -> UnsafeRawBufferPointer? {
        guard let payload = packets.payload(index) else { return nil }
        let header = RTPHeader(
            payloadType: payloadType, sequenceNumber: UInt16(truncatingIfNeeded: sequence),
            timestamp: 0, ssrc: ssrc)
        keep(payload, now)
        // Whatever comes of it: a number is used once.
        sequence &+= 1
        guard let bytes = packets.seal(index, header: header, now: now, protector: &protector)
        else { return nil }
        packetCount += 1
        octetCount += bytes.count
        return bytes
    }

    /// Keeps a packet that leaves at `now`, and has older ones go out again behind it.
    private mutating func keep(
        _ packet: (timestamp: UInt32, bytes: UnsafeRawBufferPointer), _ now: Int64
    ) {
        history.keep(sequence, timestamp: packet.timestamp, payload: packet.bytes, now: now)
        let due = now &+ RepairPlan.lag(spacing)
        if plan.far > 0 { history.scheduleCopy(of: sequence - Int64(plan.far), due: due) }
        if plan.near > 0 { history.scheduleCopy(of: sequence - Int64(plan.near), due: due) }
        encoderOfParity.configure(data: plan.data, parity: plan.parity)
        encoderOfParity.add(
            UInt16(truncatingIfNeeded: sequence), timestamp: packet.timestamp,
            payload: packet.bytes)
        if let parity = encoderOfParity.take() { parities.append(parity, due: due) }
    }

    /// PCM: the period in slices of equal length, as few as the MTU allows.
    private mutating func codeSlices(_ record: CycleRecord) {
        let frames = Int(record.frames)
        let slices = (frames + blockFrames - 1) / blockFrames
        guard slices > 0 else { return }
        let slice = (frames + slices - 1) / slices
        var start = 0
        while start < frames {
            let count = min(slice, frames - start)
            let position = record.position + Int64(start)
            for channel in 0..<configuration.channels {
                feed.pointee.ring.read(
                    into: outputs[channel], channel: channel, at: position, frames: count)
            }
            let offset = Int64(start) * 1_000_000_000 / Int64(inputRate)
            append(
                lane: 0, frames: count, position: position,
                captureTime: record.isSettled ? record.time + offset : nil,
                carriesCapture: start == 0)
            start += count
        }
    }

    /// Opus: as many whole frames as the ring now holds.
    private mutating func codeFrames(_ record: CycleRecord) {
        let reach = isDirect ? 0 : resampler.reach
        if expected != record.position { begin(at: record.position + Int64(reach)) }
        let end = record.position + Int64(record.frames)
        expected = end
        // Interpolating looks `reach` frames beyond a block's end, and one for the fraction.
        let margin = isDirect ? 0 : Int64(reach) + 1
        while floorInt64(inputPlace(next + Int64(blockFrames))) + origin + margin <= end {
            let place = inputPlace(next)
            gather(place)
            let elapsed = place - Double(record.position - origin)
            let time =
                record.isSettled
                ? record.time + nearestInt64(elapsed * 1e9 / Double(inputRate)) : nil
            for lane in 0..<configuration.laneCount {
                append(
                    lane: lane, frames: blockFrames, position: next, captureTime: time,
                    carriesCapture: lane == 0)
            }
            next += Int64(blockFrames)
        }
    }

    /// The stream (re)starts with the input frame at `position`; what was skipped is skipped in the
    /// stream as well.
    private mutating func begin(at position: Int64) {
        let place = Double(position - origin) * Double(streamRate) / Double(inputRate)
        next = max(next, origin + nearestInt64(place.rounded(.up)))
        if expected != nil { encoder.reset() }
    }

    /// Where stream position `position` lies in the input, in frames after `origin`.
    private func inputPlace(_ position: Int64) -> Double {
        Double(position - origin) * Double(inputRate) / Double(streamRate)
    }

    private mutating func gather(_ place: Double) {
        let whole = floorInt64(place)
        if isDirect {
            for channel in 0..<configuration.channels {
                feed.pointee.ring.read(
                    into: outputs[channel], channel: channel, at: origin + whole,
                    frames: blockFrames)
            }
            return
        }
        let first = origin + whole - Int64(resampler.reach - 1)
        for channel in 0..<configuration.channels {
            feed.pointee.ring.read(
                into: window + channel * windowFrames, channel: channel, at: first,
                frames: windowFrames)
        }
        resampler.process(
            input: window, inputStride: windowFrames, fraction: place - Double(whole),
            ratio: Double(inputRate) / Double(streamRate), outputs: outputs,
            channels: configuration.channels, frames: blockFrames)
    }

    private mutating func append(
        lane: Int, frames: Int, position: Int64, captureTime: Int64?, carriesCapture: Bool
    ) {
        guard let room = packets.room(),
            let bytes = encoder.encode(
                lane: lane, planar: scratch, stride: blockFrames, frames: frames, into: room)
        else { return }
        packets.append(
            bytes: bytes, position: position, captureTime: captureTime,
            carriesCapture: carriesCapture)
    }
}
