import Codec
import Protection
import RTP
import RealTime
import Synchronization
import Units

@testable import Streaming

/// What a network does to the packet with this number of the stream: when copies of it arrive, ns
/// after it left. None is a loss.
typealias Path = (_ packet: Int) -> [Int64]

/// A sender and a receiver, both without a machine: their cycles, their packets and their deadlines
/// come in the order of a virtual clock.
final class VirtualLink {
    /// One end's JACK server.
    struct Server {
        var rate = 48_000
        var period = 128
        /// How much faster than its nominal rate its card is, as a part of it.
        var deviation = 0.0
        /// A standstill: cycles that would begin in this stretch of time, ns, are lost, and JACK's own
        /// frame counter does not know.
        var standstill: Range<Int64> = 0..<0
        var trueRate: Double { Double(rate) * (1 + deviation) }
    }

    /// From the sender's port to the receiver's, less the path's shortest delay, ns.
    let delay: Int64
    let start: Int64 = 1 << 20
    private(set) var receiver: StreamReceiver
    /// Channel 0 as it came out, with the instant of every frame, ns.
    private(set) var output: [(time: Int64, sample: Float)] = []

    private let feed: UnsafeMutablePointer<CaptureFeed>
    private let shared: UnsafeMutablePointer<PlayoutShared>
    private var sender: StreamSender
    private var playout: PlayoutFeed
    private let ends: (sender: Server, receiver: Server)
    private let channels: Int
    private let path: Path
    /// Of what goes beside the packets, both ways; what the receiver says takes no time.
    private let beside: Path
    /// The sound at an instant in seconds since the first frame.
    private let sound: (Double) -> Float
    private var flights: [(arrival: Int64, packet: [UInt8])] = []
    private var packets = 0
    /// SSRC and number of every RTP packet that was sent, and how often.
    private(set) var numbers: [UInt64: Int] = [:]
    /// The last packet of the sender, as it went out.
    private(set) var newestPacket: [UInt8] = []

    init(
        _ codec: CodecKind = .f32, application: OpusApplication = .audio, lossPercent: Int = 0,
        channels: Int = 2, sender: Server = Server(),
        receiver: Server = Server(), sharesClock: Bool = true, delay: Int64 = 20_000_000,
        isAutomatic: Bool = true,
        repair: RepairChooser.Wish = .fixed(.none),
        profile: ProtectionProfile = .aeadAES256GCM, path: @escaping Path = { _ in [0] },
        beside: @escaping Path = { _ in [0] }, sound: @escaping (Double) -> Float
    ) throws {
        self.delay = delay
        self.path = path
        self.beside = beside
        self.sound = sound
        self.channels = channels
        ends = (sender, receiver)
        let configuration = try CodecConfiguration(
            kind: codec, channels: channels,
            sampleRate: SampleRate(hertz: codec == .opus ? 48_000 : sender.rate)!,
            bitsPerSecond: (application == .voice ? 24_000 : 96_000) * channels,
            application: application, maximumPayloadBytes: 1_400)
        feed = .allocate(capacity: 1)
        feed.initialize(
            to: CaptureFeed(
                channels: channels, sampleRate: sender.rate, periodFrames: sender.period,
                position: start))
        let protection = PacketProtection.random(profile)
        let feedbackProtection = PacketProtection.random(profile)
        self.sender = try StreamSender(
            feed: UnsafePointer(feed), configuration: configuration, inputRate: sender.rate,
            origin: start,
            maximumPeriodFrames: 4_096, ssrc: 7, repairSsrc: 9, payloadType: 96,
            sequenceNumber: 65_000,
            protection: protection)
        shared = .allocate(capacity: 1)
        shared.initialize(
            to: PlayoutShared(
                channels: channels, sampleRate: configuration.clockRate, origin: start,
                capacityFrames: 65_536, delayNanoseconds: delay))
        shared.pointee.mayPlay.store(true, ordering: .relaxed)
        self.receiver = try StreamReceiver(
            shared: UnsafePointer(shared), configuration: configuration,
            lookaheadFrames: self.sender.lookaheadFrames, periodFrames: sender.period,
            budget: 2_000_000, ssrc: 7, repairSsrc: 9, feedbackSsrc: 8,
            payloadType: 96, repair: repair, protection: protection,
            feedbackProtection: feedbackProtection, longestDelay: 1_000_000_000)
        try self.sender.listen(to: 8, protection: feedbackProtection)
        self.sender.lossPercent = lossPercent
        self.receiver.setPlayoutNeed(
            Int64(receiver.period) * 1_000_000_000 / Int64(receiver.rate) + 700_000)
        playout = PlayoutFeed(
            shared: UnsafePointer(shared), outputRate: receiver.rate,
            periodFrames: receiver.period, maximumFrames: 4_096, sharesClock: sharesClock)
        shared.pointee.isAutomatic.store(isAutomatic, ordering: .relaxed)
    }

    deinit {
        feed.deinitialize(count: 1)
        feed.deallocate()
        shared.deinitialize(count: 1)
        shared.deallocate()
    }

    var resyncs: Int { shared.pointee.resyncs.count }
    var missedFrames: Int { shared.pointee.missedFrames.count }

    /// Lets `seconds` pass.
    func run(seconds: Double) {
        let end = Int64(seconds * 1e9)
        var sending = Cycles(ends.sender)
        // The two servers' cycles do not begin together.
        var playing = Cycles(ends.receiver, from: 777_000)
        var now: Int64 = 0
        while true {
            let arrival = flights.first?.arrival ?? .max
            let deadline = min(sender.nextDeadline ?? .max, receiver.nextDeadline ?? .max)
            // What is due at once may be due since ever.
            now = max(now, min(sending.next, playing.next, arrival, deadline))
            guard now < end else { return }
            if now == arrival {
                var packet = flights.removeFirst().packet
                packet.withUnsafeMutableBytes {
                    _ = receiver.receive($0, length: $0.count, arrival: now)
                }
                receiver.poll(now: now)
            } else if now == sending.next {
                capture(&sending)
            } else if now == playing.next {
                play(&playing)
            } else {
                receiver.poll(now: now)
                giveFeedback(now)
                sendBeside(now)
            }
        }
    }

    /// Asks for the end of what plays at this second, and whether it has come.
    var endsAt = Double.infinity
    var hasEnded: Bool { shared.pointee.hasEnded.load(ordering: .relaxed) }

    /// Hands the receiver bytes that are no packet of the stream.
    func insert(_ bytes: [UInt8], at now: Int64) -> Bool {
        var bytes = bytes
        return bytes.withUnsafeMutableBytes {
            receiver.receive($0, length: $0.count, arrival: now)
        }
    }

    /// Other delays than the first one, from these seconds on, ns.
    var delays: [(second: Double, delay: Int64)] = []
    var splices: Int { shared.pointee.splices.count }
    var heldDelay: Int64 { shared.pointee.heldDelay.load(ordering: .relaxed) }

    func takeMargins() -> Margins { receiver.takeMargins() }

    private func capture(_ cycles: inout Cycles) {
        let now = cycles.next
        let frames = ends.sender.period
        let samples = (0..<frames).map {
            sound(Double(now) * 1e-9 + Double($0) / ends.sender.trueRate)
        }
        samples.withUnsafeBufferPointer { buffer in
            let inputs = [UnsafePointer<Float>?](repeating: buffer.baseAddress, count: channels)
            feed.pointee.cycle(
                inputs: inputs, frames: frames, counter: cycles.counter, stamp: now)
        }
        cycles.advance()
        while let words = feed.pointee.records.pop() {
            sender.handle(CycleRecord(words))
            for index in 0..<sender.pendingPackets { send(index, now: now + 100_000) }
        }
    }

    private func send(_ index: Int, now: Int64) {
        guard let bytes = sender.packet(at: index, now: now) else { return }
        carry(bytes, path(packets), now: now)
        packets += 1
    }

    /// What the receiver says, where the way does not lose it.
    private func giveFeedback(_ now: Int64) {
        if let plan = receiver.takePlan() { sender.plan = plan }
        while let bytes = receiver.feedback(now: now) {
            guard !beside(packets).isEmpty else { continue }
            var copy = Array(bytes)
            copy.withUnsafeMutableBytes { _ = sender.receive($0, length: $0.count, now: now) }
        }
    }

    private func sendBeside(_ now: Int64) {
        while let bytes = sender.answer(now: now) { carry(bytes, beside(packets), now: now) }
    }

    private func carry(_ bytes: UnsafeRawBufferPointer, _ waits: [Int64], now: Int64) {
        note(Array(bytes))
        for wait in waits {
            let place = flights.firstIndex { $0.arrival > now + wait } ?? flights.endIndex
            flights.insert((now + wait, Array(bytes)), at: place)
        }
    }

    private func note(_ packet: [UInt8]) {
        newestPacket = packet
        guard !packet.withUnsafeBytes({ isRTCP($0) }) else { return }
        let number = (packet[2..<4] + packet[8..<12]).reduce(0) { $0 << 8 | UInt64($1) }
        numbers[number, default: 0] += 1
    }

    private func play(_ cycles: inout Cycles) {
        let now = cycles.next
        let frames = ends.receiver.period
        if Double(now) * 1e-9 >= endsAt { shared.pointee.isEnding.store(true, ordering: .relaxed) }
        if let change = delays.last(where: { Double(now) * 1e-9 >= $0.second }) {
            shared.pointee.delay.store(change.delay, ordering: .relaxed)
        }
        var planes = [Float](repeating: .nan, count: channels * frames)
        planes.withUnsafeMutableBufferPointer { buffer in
            let outputs = (0..<channels).map { buffer.baseAddress! + $0 * frames }
            playout.cycle(outputs: outputs, frames: frames, counter: cycles.counter, stamp: now)
        }
        for frame in 0..<frames {
            let time = now + Int64(Double(frame) * 1e9 / ends.receiver.trueRate)
            output.append((time, planes[frame]))
        }
        cycles.advance()
    }

    /// The cycles of one server.
    private struct Cycles {
        private let server: Server
        private let begin: Int64
        private var frames: Int64 = 0
        /// What JACK's own frame counter says: it misses what a standstill took.
        private(set) var counter: UInt32 = 12_345

        init(_ server: Server, from begin: Int64 = 0) {
            self.server = server
            self.begin = begin
        }

        var next: Int64 { begin + Int64(Double(frames) * 1e9 / server.trueRate) }

        mutating func advance() {
            counter &+= UInt32(server.period)
            repeat { frames += Int64(server.period) } while server.standstill.contains(next)
        }
    }
}
