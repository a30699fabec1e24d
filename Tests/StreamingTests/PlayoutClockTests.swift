// The whole of clock recovery on computed stamps, against figures of an independent implementation;
// and links over clocks that differ.
import DSP
import Glibc
import Testing
import Units

@testable import Streaming

/// A linear congruential generator of uniform numbers in (0, 1), the same on every machine.
private struct Uniform {
    var state: UInt32
    mutating func next() -> Double {
        state = 1_664_525 &* state &+ 1_013_904_223
        return (Double(state) + 0.5) / 4_294_967_296
    }
}

/// 1 kHz at −6 dBFS.
private func sine(_ time: Double) -> Float { Float(0.5 * sin(2 * .pi * 1_000 * time)) }

@Suite struct PlayoutClockTests {
    /// Two servers' cycle stamps and the packets between them, in order of time; instants in s.
    private struct Stamps {
        static let period = 128.0 / 48_000
        var ours = Uniform(state: 11)
        var theirs = Uniform(state: 22)
        var network = Uniform(state: 33)

        /// Of the sender's cycle `k`: the true instant, the stamp, and the packet's arrival.
        mutating func sender(_ k: Int) -> (stamp: Double, sent: Double, arrival: Double) {
            let instant = 0.001 + Double(k) * Self.period / (1 + 200e-6)
            let stamp = instant - 20e-6 * log(1 - ours.next())
            let sent = stamp + 30e-6
            return (stamp, sent, sent + 50e-6 - 100e-6 * log(1 - network.next()))
        }

        mutating func receiver(_ k: Int) -> Double {
            Double(k) * Self.period - 20e-6 * log(1 - theirs.next())
        }
    }

    private func nanoseconds(_ seconds: Double) -> Int64 { Int64((seconds * 1e9).rounded()) }

    @Test func theWholeLinkFollowsItsFigures() {
        var stamps = Stamps()
        var sender = CycleClock(position: 0, sampleRate: 48_000, periodFrames: 128)
        var receiver = CycleClock(position: 0, sampleRate: 48_000, periodFrames: 128)
        var link = EnvelopeLine(.link(sampleRate: 48_000, periodFrames: 128))
        // The figures are of a loop that smoothes nothing.
        var pace = PlayoutClock(smoothing: 0)
        var position = 0.0
        var startCycle = -1
        var readings: [Int: (ratio: Double, latency: Double)] = [:]
        var packet = 0
        var waiting: (x: Double, stamp: Int64, arrival: Double)?
        for cycle in 0..<42_000 {
            let instant = Double(cycle) * Stamps.period
            while true {
                if waiting == nil {
                    let (stamp, sent, arrival) = stamps.sender(packet)
                    _ = sender.begin(
                        frames: 128, counter: UInt32(packet * 128), stamp: nanoseconds(stamp))
                    let captured =
                        sender.buckets >= 2
                        ? sender.time(at: sender.position) : nanoseconds(stamp)
                    let delay = nanoseconds(sent) - captured
                    waiting = (
                        Double(sender.position) / 48_000, nanoseconds(arrival) - delay, arrival
                    )
                    packet += 1
                }
                guard let next = waiting, next.arrival <= instant else { break }
                let step = link.observe(nominal: next.x, stamp: next.stamp)
                if step.isStep { link.takeStep(step.seconds) }
                waiting = nil
            }
            _ = receiver.begin(
                frames: 128, counter: UInt32(cycle * 128),
                stamp: nanoseconds(stamps.receiver(cycle)))
            let now = receiver.time(at: receiver.position)
            let target = (link.snapshot.nominal(at: now) - 6e-3) * 48_000
            if startCycle < 0 {
                guard receiver.buckets >= 16, link.bucketCount >= 16 else { continue }
                startCycle = cycle
                position = target
                pace.start(sinkSlope: receiver.slope, linkSlope: link.slope)
            }
            let place = position
            pace.steer(
                error: (target - place) / 48_000, sinkSlope: receiver.slope,
                linkSlope: link.slope, period: Stamps.period)
            for second in [1, 2, 5, 10, 30, 110] where cycle == second * 375 {
                let captured = 0.001 + place / 48_000 / (1 + 200e-6)
                readings[second] = ((pace.velocity - 1) * 1e6, (instant - captured) * 1e6)
            }
            position += 128 * pace.velocity
        }
        #expect(startCycle == 114)
        let figures: [(Int, Double, Double)] = [
            (1, 182.731, 6_051.17), (2, 201.222, 6_055.54), (5, 200.993, 6_049.06),
            (10, 200.246, 6_046.38), (30, 199.978, 6_045.72), (110, 199.982, 6_048.17),
        ]
        for (second, ratio, latency) in figures {
            guard let reading = readings[second] else {
                Issue.record("no reading at \(second) s")
                continue
            }
            #expect(abs(reading.ratio - ratio) < 0.1, "\(second) s: \(reading.ratio)")
            #expect(abs(reading.latency - latency) < 0.2, "\(second) s: \(reading.latency)")
        }
    }

    /// A line that is laid anew moves the error by a microsecond: that is a bend of the speed and no kink,
    /// and the error is closed all the same.
    @Test func theSpeedBends() {
        var pace = PlayoutClock()
        pace.start(sinkSlope: 0, linkSlope: 0)
        var error = 0.0
        var kink = 0.0
        for cycle in 0..<60_000 {
            if cycle == 30_000 { error = 1e-6 }
            let before = pace.velocity
            pace.steer(error: error, sinkSlope: 0, linkSlope: 0, period: Stamps.period)
            kink = max(kink, (pace.velocity - before).magnitude)
            error -= (pace.velocity - 1) * Stamps.period
        }
        #expect(kink < 5e-11)
        #expect(error.magnitude < 0.1e-6)
    }

    /// Cards 300 ppm apart, both ways, over a way with 0.3 ms of exponential jitter: the sound comes
    /// out when it should, without a jump.
    @Test(arguments: [(300e-6, 0.0), (-300e-6, 0.0), (100e-6, -200e-6)])
    func differentClocksKeepTheLatency(deviations: (Double, Double)) throws {
        var jitter = Uniform(state: 7)
        let link = try VirtualLink(
            sender: .init(deviation: deviations.0),
            receiver: .init(period: 256, deviation: deviations.1), sharesClock: false,
            path: { _ in [200_000 - Int64(300_000 * log(1 - jitter.next()))] }, sound: sine)
        link.run(seconds: 20)
        // 30 µs are 0.19 of this sine's amplitude.
        let expected = link.delay + 200_000
        #expect(link.greatestError(from: 5, latency: expected, sine) < 0.1)
        #expect(link.resyncs == 0)
        #expect(link.missedFrames == 0)
        #expect(link.greatestBend(from: 0.5) < 0.002)
    }
}
