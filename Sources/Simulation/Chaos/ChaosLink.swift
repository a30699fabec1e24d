import Codec
import Protection
import RTP
import RealTime
import Streaming
import Synchronization
import Units

/// Both ends of a link as they are, over a network and between sound cards that are not, in virtual time. The
/// sound tells when it was captured, so that each frame that comes out tells how old it is.
final class ChaosLink {
    /// From port to port, ns: what is asked for, less the network's shortest way, and that.
    static let delay: Int64 = 60_000_000
    static let shortest: Int64 = 5_000_000
    static let latency = delay + shortest
    /// Little is to be computed: what is at stake are time and order.
    static let rate = 8_000
    static let periods = [16, 32, 64, 128]
    /// What a socket holds while nobody reads it.
    private static let socketDatagrams = 600
    private static let longestDatagram = 1_500
    private static let start: Int64 = 1 << 20
    /// A period of the sound, s.
    private static let turn = 0.25

    private let configuration: CodecConfiguration
    private var sender: StreamSender
    private var receiver: StreamReceiver
    private let feed: UnsafeMutablePointer<CaptureFeed>
    private let shared: UnsafeMutablePointer<PlayoutShared>
    private let playout: UnsafeMutablePointer<PlayoutFeed>
    var sending: ChaosCard
    var playing: ChaosCard
    private let calm: Impairment
    private var there: Netem
    private var back: Netem
    private var thereFlights: DelayLine
    private var backFlights: DelayLine
    private var random: SeededRandom
    /// The part of all packets that arrives with other bits.
    private var corruption = 0.0
    private var waiting = (there: 0, back: 0)
    private let scratch: UnsafeMutableRawBufferPointer
    private let samples: UnsafeMutablePointer<Float>
    private let planes: UnsafeMutablePointer<Float>
    private var ssrc: UInt32 = 100
    private(set) var packets = 0

    init(seed: UInt64) throws(StreamingError) {
        random = SeededRandom(seed: seed)
        sending = ChaosCard(rate: Self.rate, period: 64, counter: 4_294_900_000, begin: 0)
        playing = ChaosCard(rate: Self.rate, period: 64, counter: 12_345, begin: 777_000)
        sending.deviation = (random.uniform() - 0.5) * 200e-6
        playing.deviation = (random.uniform() - 0.5) * 200e-6
        do throws(CodecError) {
            configuration = try CodecConfiguration(
                kind: .f32, channels: 1, sampleRate: SampleRate(hertz: Self.rate) ?? .dat,
                maximumPayloadBytes: Self.longestDatagram - 200)
        } catch {
            throw .codec(error)
        }
        var calm = Impairment()
        calm.delay = Nanoseconds(Self.shortest)
        self.calm = calm
        there = Netem(calm, seed: 1)
        back = Netem(calm, seed: 2)
        thereFlights = DelayLine(capacity: 8_192, bytesPerDatagram: Self.longestDatagram)
        backFlights = DelayLine(capacity: 8_192, bytesPerDatagram: Self.longestDatagram)
        scratch = .allocate(byteCount: Self.longestDatagram, alignment: 16)
        samples = .allocate(capacity: 4_096)
        samples.initialize(repeating: 0, count: 4_096)
        planes = .allocate(capacity: 4_096)
        planes.initialize(repeating: 0, count: 4_096)
        feed = .allocate(capacity: 1)
        shared = .allocate(capacity: 1)
        playout = .allocate(capacity: 1)
        let keys = Keys()
        sender = try Self.makeSender(configuration, feed, sending, ssrc, keys)
        receiver = try Self.makeReceiver(
            configuration, shared, playout, sending, playing, ssrc, keys)
    }

    deinit {
        end()
        feed.deallocate()
        shared.deallocate()
        playout.deallocate()
        scratch.deallocate()
        samples.deallocate()
        planes.deallocate()
    }

    private func end() {
        playout.deinitialize(count: 1)
        shared.deinitialize(count: 1)
        feed.deinitialize(count: 1)
    }

    /// What protects a stream, both ways.
    private struct Keys {
        let packets = PacketProtection.random(.aeadAES256GCM)
        let feedback = PacketProtection.random(.aeadAES256GCM)
    }

    /// Both halves of a stream, as the session would agree on one.
    private static func makeSender(
        _ configuration: CodecConfiguration, _ feed: UnsafeMutablePointer<CaptureFeed>,
        _ card: ChaosCard, _ ssrc: UInt32, _ keys: Keys
    ) throws(StreamingError) -> StreamSender {
        feed.initialize(
            to: CaptureFeed(
                channels: 1, sampleRate: rate, periodFrames: card.period, position: start))
        var sender = try StreamSender(
            feed: UnsafePointer(feed), configuration: configuration, inputRate: rate,
            origin: start, maximumPeriodFrames: 1_024, ssrc: ssrc, repairSsrc: ssrc + 1,
            payloadType: 96, sequenceNumber: 30_000, protection: keys.packets)
        do throws(ProtectionError) {
            try sender.listen(to: ssrc + 2, protection: keys.feedback)
        } catch {
            throw .protection(error)
        }
        return sender
    }

    private static func makeReceiver(
        _ configuration: CodecConfiguration, _ shared: UnsafeMutablePointer<PlayoutShared>,
        _ playout: UnsafeMutablePointer<PlayoutFeed>, _ sending: ChaosCard, _ playing: ChaosCard,
        _ ssrc: UInt32, _ keys: Keys
    ) throws(StreamingError) -> StreamReceiver {
        shared.initialize(
            to: PlayoutShared(
                channels: 1, sampleRate: rate, origin: start, capacityFrames: 16_384,
                delayNanoseconds: delay))
        shared.pointee.mayPlay.store(true, ordering: .relaxed)
        playout.initialize(to: player(shared, playing))
        var receiver = try StreamReceiver(
            shared: UnsafePointer(shared), configuration: configuration, lookaheadFrames: 0,
            periodFrames: sending.period, budget: 2_000_000, ssrc: ssrc, repairSsrc: ssrc + 1,
            feedbackSsrc: ssrc + 2, payloadType: 96, repair: .auto, protection: keys.packets,
            feedbackProtection: keys.feedback, longestDelay: latency)
        receiver.setPlayoutNeed(need(playing))
        return receiver
    }

    /// From a cycle's beginning to the newest frame that it looks at, ns.
    private static func need(_ card: ChaosCard) -> Int64 {
        Int64(card.period + 32) * 1_000_000_000 / Int64(rate)
    }

    private static func player(
        _ shared: UnsafeMutablePointer<PlayoutShared>, _ card: ChaosCard
    ) -> PlayoutFeed {
        PlayoutFeed(
            shared: UnsafePointer(shared), outputRate: rate, periodFrames: card.period,
            maximumFrames: 1_024, sharesClock: false)
    }

    // MARK: What befalls it

    /// `event` begins at `now`.
    func begin(_ event: ChaosEvent, now: Int64) throws(StreamingError) {
        there = Netem(event.impairment(calm), seed: random.next())
        back = Netem(event.impairment(calm), seed: random.next())
        let length = event.length.count
        switch event.kind {
        case .corruption: corruption = 0.05 + 0.5 * event.strength
        case .senderFrozen: sending.frozenUntil = now + length
        case .receiverFrozen: playing.frozenUntil = now + length
        case .senderStandstill: sending.standStill(Double(length))
        case .receiverStandstill: playing.standStill(Double(length))
        case .senderXrun: sending.hasXrun = true
        case .receiverXrun: playing.hasXrun = true
        // Cards grow warm, they do not leap.
        case .senderDrift: sending.deviation += (event.strength - 0.5) * 4e-6
        case .receiverDrift: playing.deviation += (event.strength - 0.5) * 4e-6
        case .senderPeriod:
            sending.change(period: period(event))
            ssrc += 10
            end()
            let keys = Keys()
            sender = try Self.makeSender(configuration, feed, sending, ssrc, keys)
            receiver = try Self.makeReceiver(
                configuration, shared, playout, sending, playing, ssrc, keys)
        case .receiverPeriod:
            playing.change(period: period(event))
            playout.deinitialize(count: 1)
            playout.initialize(to: Self.player(shared, playing))
            receiver.setPlayoutNeed(Self.need(playing))
        default: break
        }
    }

    /// The network is calm again.
    func end(_ event: ChaosEvent) {
        there = Netem(calm, seed: random.next())
        back = Netem(calm, seed: random.next())
        corruption = 0
    }

    private func period(_ event: ChaosEvent) -> Int {
        Self.periods[min(Int(event.strength * 4), Self.periods.count - 1)]
    }

    // MARK: Time

    /// One cycle of the receiver's card.
    struct Reading {
        /// When it began, ns.
        let time: Int64
        /// How old the frame in its middle is less `latency`, ns; nil where it is none of the sound, or near the
        /// sound's own leap.
        let error: Double?
        let isSilent: Bool
    }

    /// Lets time pass until the receiver's card has begun a cycle, or `limit` (ns) has come.
    func run(until limit: Int64) -> Reading? {
        while true {
            let arrival = thereFlights.nextDue ?? .max
            let answer = backFlights.nextDue ?? .max
            let deadline = min(
                max(sender.nextDeadline ?? .max, sending.frozenUntil),
                max(receiver.nextDeadline ?? .max, playing.frozenUntil))
            let now = min(sending.next, playing.next, arrival, answer, deadline)
            if now >= limit || spins { return nil }
            if now == arrival {
                takePacket(now)
            } else if now == answer {
                takeFeedback(now)
            } else if now == sending.next {
                capture(now)
            } else if now == playing.next {
                return play(now)
            } else {
                serve(now)
            }
        }
    }

    /// Due at once may be what was due long ago.
    private var clock: Int64 = 0

    /// How often deadlines were served at this instant.
    private var turns = 0
    /// A deadline stays due however often it is served: a media thread would spin.
    private(set) var spins = false

    private func serve(_ deadline: Int64) {
        let now = max(clock, deadline)
        turns = now == clock ? turns + 1 : 0
        spins = spins || turns > 10_000
        clock = now
        if now >= playing.frozenUntil {
            receiver.poll(now: now)
            if let plan = receiver.takePlan() { sender.plan = plan }
            while let bytes = receiver.feedback(now: now) { carryBack(bytes, now) }
        }
        if now >= sending.frozenUntil {
            while let bytes = sender.answer(now: now) { carry(bytes, now) }
        }
    }

    private func takePacket(_ due: Int64) {
        guard let datagram = thereFlights.take(now: due) else { return }
        scratch.copyMemory(from: datagram)
        let count = datagram.count
        clock = max(clock, due)
        guard clock >= playing.frozenUntil else {
            // It waits in the socket, where there is room.
            waiting.there += 1
            if waiting.there <= Self.socketDatagrams {
                thereFlights.insert(
                    UnsafeRawBufferPointer(rebasing: scratch[..<count]), due: playing.frozenUntil)
            }
            return
        }
        waiting.there = 0
        let bytes = UnsafeMutableRawBufferPointer(rebasing: scratch[..<count])
        _ = receiver.receive(bytes, length: corrupted(bytes), arrival: clock)
    }

    private func takeFeedback(_ due: Int64) {
        guard let datagram = backFlights.take(now: due) else { return }
        scratch.copyMemory(from: datagram)
        let count = datagram.count
        clock = max(clock, due)
        guard clock >= sending.frozenUntil else {
            waiting.back += 1
            if waiting.back <= Self.socketDatagrams {
                backFlights.insert(
                    UnsafeRawBufferPointer(rebasing: scratch[..<count]), due: sending.frozenUntil)
            }
            return
        }
        waiting.back = 0
        let bytes = UnsafeMutableRawBufferPointer(rebasing: scratch[..<count])
        _ = sender.receive(bytes, length: corrupted(bytes), now: clock)
    }

    /// Some bits are others, or some bytes are missing: what is left of it, bytes.
    private func corrupted(_ bytes: UnsafeMutableRawBufferPointer) -> Int {
        guard random.chance(corruption), !bytes.isEmpty else { return bytes.count }
        if random.chance(0.3) { return Int(random.next() % UInt64(bytes.count)) }
        for _ in 0...Int(random.next() % 8) {
            let place = Int(random.next() % UInt64(bytes.count))
            bytes[place] ^= 1 << UInt8(random.next() % 8)
        }
        return bytes.count
    }

    private func carry(_ bytes: UnsafeRawBufferPointer, _ now: Int64) {
        packets += 1
        let arrivals = there.pass(bytes.count, now: now)
        if let first = arrivals.first { thereFlights.insert(bytes, due: first) }
        if let second = arrivals.second { thereFlights.insert(bytes, due: second) }
    }

    private func carryBack(_ bytes: UnsafeRawBufferPointer, _ now: Int64) {
        let arrivals = back.pass(bytes.count, now: now)
        if let first = arrivals.first { backFlights.insert(bytes, due: first) }
        if let second = arrivals.second { backFlights.insert(bytes, due: second) }
    }

    // MARK: Cycles

    private func capture(_ now: Int64) {
        clock = max(clock, now)
        defer { sending.advance() }
        guard now >= sending.frozenUntil else { return }
        let step = sending.frameTime * 1e-9
        let begin = sending.begin * 1e-9
        for frame in 0..<sending.period {
            // A quarter to three quarters: silence is none of it.
            let turns = (begin + Double(frame) * step) / Self.turn
            samples[frame] = Float(0.25 + 0.5 * (turns - turns.rounded(.down)))
        }
        if sending.hasXrun { feed.pointee.notifyXrun() }
        sending.hasXrun = false
        withUnsafePointer(to: UnsafePointer<Float>?(UnsafePointer(samples))) {
            feed.pointee.cycle(
                inputs: $0, frames: sending.period, counter: sending.counter,
                stamp: now + lateness())
        }
        while let words = feed.pointee.records.pop() {
            sender.handle(CycleRecord(words))
            for index in 0..<sender.pendingPackets {
                if let bytes = sender.packet(at: index, now: now + 100_000) {
                    carry(bytes, now + 100_000)
                }
            }
        }
    }

    /// A callback is a little late, and its stamp likewise, ns.
    private func lateness() -> Int64 { Int64(10_000 * random.exponential()) }

    private func play(_ now: Int64) -> Reading? {
        clock = max(clock, now)
        defer { playing.advance() }
        guard now >= playing.frozenUntil else {
            return Reading(time: now, error: nil, isSilent: true)
        }
        if playing.hasXrun { playout.pointee.notifyXrun() }
        playing.hasXrun = false
        withUnsafePointer(to: planes) {
            playout.pointee.cycle(
                outputs: $0, frames: playing.period, counter: playing.counter,
                stamp: now + lateness())
        }
        let middle = playing.period / 2
        let sample = Double(planes[middle])
        let time = (playing.begin + Double(middle) * playing.frameTime) * 1e-9
        return Reading(
            time: now, error: isOnSlope(middle) ? Self.error(sample, time) : nil,
            isSilent: sample.magnitude < 0.1)
    }

    /// The sound rises here as it should: it neither leaps nor rings.
    private func isOnSlope(_ frame: Int) -> Bool {
        let step = 0.5 / (Self.turn * Double(Self.rate))
        return (-3..<3).allSatisfy {
            abs(Double(planes[frame + $0 + 1] - planes[frame + $0]) - step) < step / 4
        }
    }

    private static func error(_ sample: Double, _ time: Double) -> Double? {
        let turns = (sample - 0.25) * 2
        guard (0.1...0.9).contains(turns) else { return nil }
        let age = time / turn - turns - Double(latency) * 1e-9 / turn
        return (age - age.rounded()) * turn * 1e9
    }
}
