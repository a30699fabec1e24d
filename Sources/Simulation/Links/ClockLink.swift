import DSP
import Streaming
import Units

/// A link without a sample: two sound cards, a network, and between them what a real receiver finds its
/// position by (`CycleClock`, `ArrivalTracker`, `PlayoutTrack`). A day of it takes a minute. The same seed
/// gives the same link.
package struct ClockLink: ~Copyable {
    /// What a cycle of the receiver played.
    package struct Reading: Sendable {
        /// True time since the sender's first cycle, s.
        package var time: Double
        /// From port to port beyond the latency asked for, s; nil while nothing known plays.
        package var latencyError: Double?
        /// Stream frames per frame of the sink, by their nominal rates, less 1.
        package var deviation: Double
        /// The position jumped to where it should be.
        package var hasResynced: Bool
        /// The position skipped what a server lost.
        package var hasSkipped: Bool
        /// A server stood still, or the sender's positions jumped, since the cycle before.
        package var isDisturbed: Bool
    }

    /// What became of the packets.
    package struct Counts: Hashable, Sendable {
        package var sent = 0
        package var lost = 0
        /// Arrived after a cycle that needed them.
        package var late = 0
    }

    private struct Flight: BitwiseCopyable {
        var position: Int64
        /// Capture to departure, by the sender's machine, ns.
        var delay: Int64
    }

    /// Frames around a position that a resampler looks at.
    private static var reach: Int64 { 32 }
    /// From a callback to its packet, ns.
    private static var sendTime: Int64 { 30_000 }

    package private(set) var counts = Counts()
    private let settings: Settings
    private let nominalRatio: Double
    private var sender: SoundCard
    private var receiver: SoundCard
    private var network: Netem
    private var flights: DelayLine
    private var capture: CycleClock
    private var arrivals: ArrivalTracker
    private var track: PlayoutTrack
    private var history: CaptureHistory
    private var sending: SoundCard.Cycle
    private var playing: SoundCard.Cycle
    private var expected: Int64 = 0
    private var neededEnd = Int64.min
    private var isDisturbed = false
    private var routeChange = 0
    private var detour: Int64 = 0

    package init(_ settings: Settings, seed: UInt64) {
        self.settings = settings
        var seeds = SeededRandom(seed: seed)
        let period = settings.sender.period
        let rate = settings.sender.rate
        sender = SoundCard(settings.sender, start: 0, seed: seeds.next())
        let between = Double(seeds.next() % 1_000) * 1e6 / 1_000
        receiver = SoundCard(settings.receiver, start: Int64(between), seed: seeds.next())
        network = Netem(settings.network, seed: seeds.next())
        flights = DelayLine(
            capacity: 16_384, bytesPerDatagram: MemoryLayout<Flight>.size)
        capture = CycleClock(position: 0, sampleRate: rate, periodFrames: period)
        arrivals = ArrivalTracker(origin: 0, sampleRate: rate, periodFrames: period)
        track = PlayoutTrack(
            origin: 0, streamRate: rate, outputRate: settings.receiver.rate,
            periodFrames: settings.receiver.period, sharesClock: false)
        history = CaptureHistory(rate: rate)
        nominalRatio = Double(rate) / Double(settings.receiver.rate)
        sending = sender.nextCycle()
        playing = receiver.nextCycle()
    }

    /// Lets time pass until the receiver's next cycle, and tells what that played.
    package mutating func nextReading() -> Reading {
        while true {
            let arrival = flights.nextDue ?? .max
            if arrival <= min(sending.wake, playing.wake) {
                if let datagram = flights.take(now: arrival) {
                    receive(datagram.loadUnaligned(as: Flight.self), arrival)
                }
            } else if sending.wake <= playing.wake {
                send()
            } else {
                return play()
            }
        }
    }

    private mutating func send() {
        if sending.hasXrun { capture.notifyXrun() }
        _ = capture.begin(
            frames: settings.sender.period, counter: sending.counter, stamp: sending.stamp)
        let position = capture.position
        if sending.hasStoodStill || position != expected { isDisturbed = true }
        expected = position + Int64(settings.sender.period)
        history.append(position: position, begin: sending.begin)
        let departure = sending.wake + Self.sendTime
        let delay = sender.machineTime(at: departure) - capture.time(at: position)
        sending = sender.nextCycle()
        counts.sent += 1
        let bytes = settings.sender.period * 8 + 60
        let way = network.pass(bytes, now: departure)
        if way.first == nil { counts.lost += 1 }
        let flight = Flight(position: position, delay: delay)
        depart(flight, way.first)
        depart(flight, way.second)
    }

    private mutating func depart(_ flight: Flight, _ arrival: Int64?) {
        guard let arrival else { return }
        while routeChange < settings.routeChanges.count,
            settings.routeChanges[routeChange].time.count <= arrival
        {
            detour += settings.routeChanges[routeChange].change.count
            routeChange += 1
        }
        _ = withUnsafeBytes(of: flight) { flights.insert($0, due: arrival + detour) }
    }

    private mutating func receive(_ flight: Flight, _ arrival: Int64) {
        _ = arrivals.observe(
            flight.position, arrival: receiver.machineTime(at: arrival), delay: flight.delay)
        if track.isPlaying, flight.position < neededEnd { counts.late += 1 }
    }

    private mutating func play() -> Reading {
        if playing.hasXrun { track.notifyXrun() }
        let frames = settings.receiver.period
        let hasSkipped = track.begin(
            frames: frames, counter: playing.counter, stamp: playing.stamp)
        let turn = track.follow(
            arrivals.snapshot, delay: settings.latency.count - settings.network.delay.count,
            mayStart: true, frames: frames)
        if case .moves(let frames) = turn { track.move(by: frames) }
        var reading = Reading(
            time: Double(playing.begin) * 1e-9, latencyError: nil,
            deviation: track.ratio / nominalRatio - 1, hasResynced: turn == .resynced,
            hasSkipped: hasSkipped, isDisturbed: isDisturbed || playing.hasStoodStill)
        isDisturbed = false
        if track.isPlaying {
            if let captured = history.time(track.position, track.fraction) {
                let latency = Double(playing.begin) - captured
                reading.latencyError = (latency - Double(settings.latency.count)) * 1e-9
            }
            let step = Int64(Double(frames) * track.ratio)
            neededEnd = track.position + step + Self.reach + 1
            track.advance(by: Int64(frames))
        }
        playing = receiver.nextCycle()
        return reading
    }
}
