import Codec
import RealTime
package import Streaming
import Units

/// Both ends of a link as they are, over a network and between sound cards that are not, in virtual time. The
/// sound tells when it was captured, so that each frame that comes out tells how old it is.
package final class SimulatedLink {
    package struct Settings: Sendable {
        /// Of both cards, Hz: where little is to be computed, a low one.
        package var rate = 8_000
        /// Of both cards, frames.
        package var period = 64
        /// From port to port: what is asked for, ns.
        package var latency: Int64 = 65_000_000
        /// What the network does in each direction; its shortest way is `delay`.
        package var network = Settings.calm

        package init() {}

        private static var calm: Impairment {
            var calm = Impairment()
            calm.delay = Nanoseconds(5_000_000)
            return calm
        }
    }

    /// What a socket holds while nobody reads it.
    private static let socketDatagrams = 600
    private static let longestDatagram = 1_500
    /// A period of the sound, s.
    private static let turn = 0.25

    let settings: Settings
    private let configuration: CodecConfiguration
    private var pair: StreamPair
    var sending: SimulatedCard
    var playing: SimulatedCard
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
    package private(set) var packets = 0
    /// Hears how long each packet is on its way, ns.
    package var onDeparture: ((Int64) -> Void)?

    package init(_ settings: Settings = Settings(), seed: UInt64) throws(StreamingError) {
        self.settings = settings
        random = SeededRandom(seed: seed)
        let period = settings.period
        sending = SimulatedCard(
            rate: settings.rate, period: period, counter: 4_294_900_000, begin: 0)
        playing = SimulatedCard(
            rate: settings.rate, period: period, counter: 12_345, begin: 777_000)
        sending.deviation = (random.uniform() - 0.5) * 200e-6
        playing.deviation = (random.uniform() - 0.5) * 200e-6
        do throws(CodecError) {
            configuration = try CodecConfiguration(
                kind: .f32, channels: 1, sampleRate: SampleRate(hertz: settings.rate) ?? .dat,
                maximumPayloadBytes: Self.longestDatagram - 200)
        } catch {
            throw .codec(error)
        }
        there = Netem(settings.network, seed: 1)
        back = Netem(settings.network, seed: 2)
        thereFlights = DelayLine(capacity: 8_192, bytesPerDatagram: Self.longestDatagram)
        backFlights = DelayLine(capacity: 8_192, bytesPerDatagram: Self.longestDatagram)
        scratch = .allocate(byteCount: Self.longestDatagram, alignment: 16)
        samples = .allocate(capacity: 4_096)
        samples.initialize(repeating: 0, count: 4_096)
        planes = .allocate(capacity: 4_096)
        planes.initialize(repeating: 0, count: 4_096)
        pair = try StreamPair(
            Self.pair(settings, configuration, sending, playing, ssrc: ssrc))
    }

    deinit {
        scratch.deallocate()
        samples.deallocate()
        planes.deallocate()
    }

    private static func pair(
        _ settings: Settings, _ configuration: CodecConfiguration, _ sending: SimulatedCard,
        _ playing: SimulatedCard, ssrc: UInt32
    ) -> StreamPair.Settings {
        var pair = StreamPair.Settings(
            configuration: configuration, rate: settings.rate, sendPeriod: sending.period,
            playPeriod: playing.period,
            delay: settings.latency - settings.network.delay.count,
            longestDelay: settings.latency)
        pair.ssrc = ssrc
        return pair
    }

    /// What came of the packets, from the start.
    package var counts: StreamReceiver.Counts { pair.receiver.counts }
    /// Frames that were made up because none had come in time.
    package var madeUpFrames: Int {
        pair.receiver.counts.concealedFrames + pair.shared.pointee.missedFrames.count
    }

    // MARK: What befalls it

    /// `event` begins at `now`.
    func begin(_ event: ChaosEvent, now: Int64) throws(StreamingError) {
        there = Netem(event.impairment(settings.network), seed: random.next())
        back = Netem(event.impairment(settings.network), seed: random.next())
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
            pair = try StreamPair(
                Self.pair(settings, configuration, sending, playing, ssrc: ssrc))
        case .receiverPeriod:
            playing.change(period: period(event))
            pair.play(period: playing.period)
        default: break
        }
    }

    /// The network is settings.network again.
    func end(_ event: ChaosEvent) {
        there = Netem(settings.network, seed: random.next())
        back = Netem(settings.network, seed: random.next())
        corruption = 0
    }

    private func period(_ event: ChaosEvent) -> Int {
        let periods = [16, 32, 64, 128]
        return periods[min(Int(event.strength * 4), periods.count - 1)]
    }

    // MARK: Time

    /// One cycle of the receiver's card.
    package struct Reading {
        /// When it began, ns.
        package let time: Int64
        /// How old the frame in its middle is less `latency`, ns; nil where it is none of the sound, or near the
        /// sound's own leap.
        package let error: Double?
        package let isSilent: Bool
    }

    /// Lets time pass until the receiver's card has begun a cycle, or `limit` (ns) has come.
    package func run(until limit: Int64) -> Reading? {
        while true {
            let arrival = thereFlights.nextDue ?? .max
            let answer = backFlights.nextDue ?? .max
            let deadline = min(
                max(pair.sender.nextDeadline ?? .max, sending.frozenUntil),
                max(pair.receiver.nextDeadline ?? .max, playing.frozenUntil))
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
            pair.receiver.poll(now: now)
            if let plan = pair.receiver.takePlan() { pair.sender.plan = plan }
            while let bytes = pair.receiver.feedback(now: now) { carryBack(bytes, now) }
        }
        if now >= sending.frozenUntil {
            while let bytes = pair.sender.answer(now: now) { carry(bytes, now) }
        }
    }

    private func takePacket(_ due: Int64) {
        guard
            let bytes = take(
                due, &thereFlights, &waiting.there, frozenUntil: playing.frozenUntil)
        else { return }
        _ = pair.receiver.receive(bytes, length: corrupted(bytes), arrival: clock)
    }

    private func takeFeedback(_ due: Int64) {
        guard
            let bytes = take(due, &backFlights, &waiting.back, frozenUntil: sending.frozenUntil)
        else { return }
        _ = pair.sender.receive(bytes, length: corrupted(bytes), now: clock)
    }

    /// The datagram of `flights` that comes at `due`, in `scratch`. Nil where nobody reads until later: it is one more
    /// that waits in the socket, where there is room.
    private func take(
        _ due: Int64, _ flights: inout DelayLine, _ waiting: inout Int, frozenUntil thaw: Int64
    ) -> UnsafeMutableRawBufferPointer? {
        guard let datagram = flights.take(now: due) else { return nil }
        scratch.copyMemory(from: datagram)
        let bytes = UnsafeMutableRawBufferPointer(rebasing: scratch[..<datagram.count])
        clock = max(clock, due)
        guard clock < thaw else {
            waiting = 0
            return bytes
        }
        waiting += 1
        if waiting <= Self.socketDatagrams {
            flights.insert(UnsafeRawBufferPointer(bytes), due: thaw)
        }
        return nil
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
        if let first = arrivals.first { onDeparture?(first - now) }
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
        if sending.hasXrun { pair.feed.pointee.notifyXrun() }
        sending.hasXrun = false
        withUnsafePointer(to: UnsafePointer<Float>?(UnsafePointer(samples))) {
            pair.feed.pointee.cycle(
                inputs: $0, frames: sending.period, counter: sending.counter,
                stamp: now + lateness())
        }
        while let words = pair.feed.pointee.records.pop() {
            pair.sender.handle(CycleRecord(words))
            for index in 0..<pair.sender.pendingPackets {
                if let bytes = pair.sender.packet(at: index, now: now + 100_000) {
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
        if playing.hasXrun { pair.playout.pointee.notifyXrun() }
        playing.hasXrun = false
        withUnsafePointer(to: planes) {
            pair.playout.pointee.cycle(
                outputs: $0, frames: playing.period, counter: playing.counter,
                stamp: now + lateness())
        }
        let middle = playing.period / 2
        let sample = Double(planes[middle])
        let time = (playing.begin + Double(middle) * playing.frameTime) * 1e-9
        return Reading(
            time: now, error: isOnSlope(middle) ? error(sample, time) : nil,
            isSilent: sample.magnitude < 0.1)
    }

    /// The sound rises here as it should: it neither leaps nor rings.
    private func isOnSlope(_ frame: Int) -> Bool {
        let step = 0.5 / (Self.turn * Double(settings.rate))
        return (-3..<3).allSatisfy {
            abs(Double(planes[frame + $0 + 1] - planes[frame + $0]) - step) < step / 4
        }
    }

    private func error(_ sample: Double, _ time: Double) -> Double? {
        let turns = (sample - 0.25) * 2
        guard (0.1...0.9).contains(turns) else { return nil }
        let late = Double(settings.latency) * 1e-9
        let age = (time - late) / Self.turn - turns
        return (age - age.rounded()) * Self.turn * 1e9
    }
}
