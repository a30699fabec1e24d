package import Streaming

/// An automatic delay over an impaired network, in virtual time and without a sample: packets of 128
/// frames at 48 kHz, the real tracker and controller, and a delay that is followed as the JACK thread
/// follows it.
package struct DelayNetwork: ~Copyable {
    /// What a cycle needs beside the packets, ns.
    package static let need: Int64 = 3_600_000
    private static let spacing: Int64 = 2_666_667
    /// Playing begins so long after the first packet, ns.
    private static let start: Int64 = 150_000_000
    private static let frames = 128

    /// One second of playing.
    package struct Second: Sendable {
        package var packets = 0
        package var late = 0
        /// The delay beyond what a cycle needs, at its end, ns: what the network gets of it.
        package var delay: Int64 = 0
    }

    package private(set) var controller: DelayController
    package private(set) var seconds: [Second] = []
    /// What each packet took, ns.
    package private(set) var transits: [Int64] = []
    /// The delay that a repair would need, ns; 0: none.
    package var repair: Int64 = 0
    private var network: Netem
    private var arrivals = ArrivalTracker(
        origin: 0, sampleRate: 48_000, periodFrames: DelayNetwork.frames)
    private var follower = DelayFollower(canStretch: true)
    private var flights = Flights<Int64>()
    private var departure: Int64 = 0
    private var isPlaying = false
    private var played: Int64 = 0

    package init(_ impairment: Impairment, _ profile: DelayProfile, seed: UInt64) {
        controller = DelayController(profile)
        network = Netem(impairment, seed: seed)
    }

    /// Another network from now on.
    package mutating func change(to impairment: Impairment, seed: UInt64) {
        network = Netem(impairment, seed: seed)
    }

    /// Lets time pass, ns; `longer` is what a new way adds to that of every packet.
    package mutating func run(_ time: Int64, longer: Int64 = 0) {
        let end = departure + time
        while departure < end {
            departure += Self.spacing
            let way = network.pass(1_084, now: departure)
            for arrival in [way.first, way.second] {
                if let arrival { flights.insert(departure, arrival + longer) }
            }
            while let due = flights.nextDue, due <= departure, let sent = flights.take(due) {
                receive(due - sent, due)
            }
            follow()
        }
    }

    private var held: Int64 { Int64(follower.held * 1e9) }

    private mutating func receive(_ transit: Int64, _ now: Int64) {
        transits.append(transit)
        let number = (now - transit) / Self.spacing
        _ = arrivals.observe(number * Int64(Self.frames), arrival: now, delay: 0)
        let seen = arrivals.takeTransits()
        guard isPlaying else {
            return controller.prepare(seen, need: Self.need, frame: 0, now: now)
        }
        if seconds.isEmpty { seconds.append(Second()) }
        seconds[seconds.count - 1].packets += 1
        if seen.packets > 0, seen.greatest > held - Self.need {
            seconds[seconds.count - 1].late += 1
        }
        controller.update(
            seen, held: held, need: Self.need, frame: 0, repair: repair, now: now)
        followDelay(0)
    }

    /// A cycle of the receiver.
    private mutating func follow() {
        guard isPlaying else {
            guard departure > Self.start, controller.delay > 0 else { return }
            isPlaying = true
            return follower.start(at: Double(controller.delay) * 1e-9)
        }
        followDelay(Double(Self.spacing) * 1e-9)
        if seconds.isEmpty { seconds.append(Second()) }
        seconds[seconds.count - 1].delay = held - Self.need
        played += Self.spacing
        if played >= Int64(seconds.count) * 1_000_000_000 { seconds.append(Second()) }
    }

    private mutating func followDelay(_ period: Double) {
        let rest = follower.follow(Double(controller.delay) * 1e-9, period: max(period, 1e-9))
        if rest != 0 { follower.moved(by: rest) }
    }
}
