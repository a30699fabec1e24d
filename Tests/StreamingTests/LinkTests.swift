// A sender and a receiver under a virtual clock: what comes out, when, and what is counted.
import Codec
import Glibc
import Protection
import RealTime
import Simulation
import Testing
import Units

@testable import Streaming

/// 1 kHz at −6 dBFS.
private func sine(_ time: Double) -> Float { Float(0.5 * sin(2 * .pi * 1_000 * time)) }

/// A cut bends a signal by its amplitude, here 0.5. What bridges a gap goes on with the signal's
/// value and slope, but about its last sample: it bends by a few times 0.5·(2π·1000/48000)².
private let smooth: Float = 0.05

/// A different sample at each frame of 48 kHz.
private func noise(_ time: Double) -> Float {
    var bits = UInt64((time * 48_000).rounded()) &+ 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return Float(Int32(truncatingIfNeeded: bits >> 40) - 8_388_608) / 16_777_216
}

extension VirtualLink {
    /// What came out from `second` on, and how far it lies from what went in `latency` ns earlier.
    func greatestError(
        from second: Double, latency: Int64, _ sound: (Double) -> Float
    ) -> Float {
        output.filter { Double($0.time) * 1e-9 >= second }
            .map { abs($0.sample - sound(Double($0.time - latency) * 1e-9)) }.max() ?? .infinity
    }

    /// The greatest second difference beyond that of a sine of 1 kHz: a step stands out in it.
    func greatestBend(from second: Double) -> Float {
        let samples = output.filter { Double($0.time) * 1e-9 >= second }.map(\.sample)
        let factor = Float(2 * cos(2 * Double.pi * 1_000 / 48_000))
        return (2..<samples.count).map {
            abs(samples[$0] - factor * samples[$0 - 1] + samples[$0 - 2])
        }.max() ?? .infinity
    }
}

@Suite struct LinkTests {
    /// With equal rates the latency is whole frames, so half a frame may be missing to what was
    /// asked for.
    @Test func equalRatesCopyBitForBit() throws {
        let link = try VirtualLink(sound: noise)
        link.run(seconds: 2)
        let frame = 1e9 / 48_000
        let shifts = (-2...2).map { link.delay + Int64(Double($0) * frame / 2) }
        #expect(shifts.contains { link.greatestError(from: 0.5, latency: $0, noise) == 0 })
        #expect(link.receiver.counts.lost == 0)
        #expect(link.receiver.counts.late == 0)
        #expect(link.missedFrames == 0)
    }

    @Test(arguments: [(44_100, 48_000), (48_000, 44_100), (48_000, 96_000), (32_000, 48_000)])
    func otherRatesKeepTheLatency(rates: (Int, Int)) throws {
        let link = try VirtualLink(
            sender: .init(rate: rates.0), receiver: .init(rate: rates.1, period: 256), sound: sine)
        link.run(seconds: 2)
        // 1 µs is 0.3 % of this sine's amplitude.
        #expect(link.greatestError(from: 0.5, latency: link.delay, sine) < 0.01)
        #expect(link.resyncs == 0)
    }

    /// Every fifth packet is lost; what the next one repeats of it, where anybody speaks, is not made up.
    @Test(arguments: [0, 20]) func speechRepeatsItself(lossPercent: Int) throws {
        let link = try VirtualLink(
            .opus, application: .voice, lossPercent: lossPercent, delay: 60_000_000,
            path: { $0 > 100 && $0 % 5 == 0 ? [] : [0] },
            sound: { time in
                // A voice that rises and falls, and pauses.
                let phase = 2 * Double.pi * 120 * time + 6 * sin(2 * .pi * 2 * time)
                let loudness = max(0, sin(2 * .pi * 2.5 * time))
                return Float((1...12).reduce(0) { $0 + loudness * sin(Double($1) * phase) / 40 })
            })
        link.run(seconds: 5)
        #expect(link.receiver.counts.lost > 70)
        let madeUp = link.receiver.counts.concealedFrames / 480
        #expect(lossPercent == 0 ? madeUp > 70 : madeUp < 45, "\(madeUp)")
        #expect(link.missedFrames == 0)
    }

    /// Cycles of 128 frames that begin 777 µs after the sender's; packets take 100. A delay of a period leaves
    /// them 677; of a period less 2 ms, the last frames of each cycle come 1.99 ms too late.
    @Test(
        arguments: [(2_666_667, 677_000, 777_000), (666_667, -1_990_000, 110_000)]
            as [(Int64, Int64, Int64)])
    func marginsAreMeasured(_ link: (delay: Int64, margin: Int64, overlap: Int64)) throws {
        let (delay, margin, overlap) = link
        let link = try VirtualLink(delay: delay, sound: sine)
        link.run(seconds: 1)
        let margins = link.takeMargins()
        #expect(margins.packets > 100)
        // The position is a whole frame.
        #expect(abs(margins.greatest - margin) < 30_000, "\(margins)")
        #expect(abs(margins.overlap - overlap) < 30_000, "\(margins)")
    }

    /// A longer delay is one splice, a shorter one another pace, and nobody hears either.
    @Test(arguments: [true, false]) func otherDelaysAreInaudible(sharesClock: Bool) throws {
        let link = try VirtualLink(
            receiver: .init(deviation: sharesClock ? 0 : 150e-6), sharesClock: sharesClock,
            sound: sine)
        link.delays = [(1, 27_300_000), (1.5, 26_800_000)]
        link.run(seconds: 3)
        #expect(link.splices == 1)
        #expect(link.resyncs == 0)
        #expect(link.missedFrames == 0)
        // Phase by a quarter of a frame, over 128 frames.
        #expect(link.greatestBend(from: 0.5) < 2e-3)
        #expect(abs(link.heldDelay - 26_800_000) < (sharesClock ? 8_000_000 : 20_000))
        if sharesClock {
            #expect(link.heldDelay >= 26_780_000)
        } else {
            #expect(link.greatestError(from: 2.8, latency: 26_800_000, sine) < 0.01)
        }
    }

    /// Only the shortest path counts for the latency; jitter above it does not.
    @Test func jitterDoesNotMoveTheSound() throws {
        let link = try VirtualLink(
            path: { [1_000_000 + Int64($0 * 7_919 % 8_000) * 1_000] }, sound: noise)
        link.run(seconds: 3)
        let frame = 1e9 / 48_000
        let shifts = (-4...4).map { link.delay + 1_000_000 + Int64(Double($0) * frame / 2) }
        #expect(shifts.contains { link.greatestError(from: 0.5, latency: $0, noise) == 0 })
        #expect(link.receiver.counts.lost == 0)
        #expect(link.receiver.counts.late == 0)
    }

    @Test func copiesInClearAreHeardOnce() throws {
        let link = try VirtualLink(
            profile: .none, path: { $0 % 2 == 0 ? [4_000_000, 4_500_000] : [0] }, sound: noise)
        link.run(seconds: 2)
        #expect(link.receiver.counts.duplicates > 300)
        #expect(link.receiver.counts.concealedFrames == 0)
    }

    @Test func reorderedPacketsAndCopiesAreHeardOnce() throws {
        let link = try VirtualLink(
            path: { $0 % 2 == 0 ? [4_000_000, 4_500_000] : [0] }, sound: noise)
        link.run(seconds: 2)
        #expect(link.receiver.counts.protection.replayed > 300)
        #expect(link.receiver.counts.duplicates == 0)
        #expect(link.receiver.counts.lost == 0)
        #expect(link.receiver.counts.concealedFrames == 0)
        #expect(link.missedFrames == 0)
    }

    @Test func aLostPacketIsCountedAndFaded() throws {
        let lost: Set<Int> = [400, 500, 501, 502]
        let link = try VirtualLink(path: { lost.contains($0) ? [] : [0] }, sound: sine)
        link.run(seconds: 2)
        #expect(link.receiver.counts.lost == 4)
        #expect(link.receiver.counts.late == 0)
        #expect(link.receiver.counts.concealedFrames == 4 * 128)
        #expect(link.greatestBend(from: 0.5) < smooth)
        #expect(link.resyncs == 0)
    }

    @Test func aLatePacketIsNotALostOne() throws {
        let late: Set<Int> = [400, 450]
        let link = try VirtualLink(path: { late.contains($0) ? [60_000_000] : [0] }, sound: sine)
        link.run(seconds: 2)
        #expect(link.receiver.counts.late == 2)
        #expect(link.receiver.counts.lost == 0)
        #expect(link.greatestBend(from: 0.5) < smooth)
    }

    /// A stretch of packets comes so late that the sound has had to go on without them.
    @Test(arguments: [true, false])
    func aRunOfLatePacketsDoesNotClick(sharesClock: Bool) throws {
        let link = try VirtualLink(
            sharesClock: sharesClock,
            path: {
                switch $0 {
                case 400: [26_000_000]
                case 401...409: [20_000_000]
                default: [0]
                }
            }, sound: sine)
        link.run(seconds: 2)
        #expect(link.receiver.counts.late > 0)
        #expect(link.greatestBend(from: 0.5) < smooth)
    }

    /// Packets shorter than a crossfade: 16 channels, 19 frames each.
    @Test func shortPacketsThatAreLostDoNotClick() throws {
        var random = SeededRandom(seed: 5)
        let link = try VirtualLink(
            channels: 16, path: { _ in random.chance(0.02) ? [] : [0] }, sound: sine)
        link.run(seconds: 2)
        #expect(link.receiver.counts.lost > 50)
        #expect(link.greatestBend(from: 0.5) < smooth)
    }

    /// Packets come just before or just after the sound has had to go on.
    @Test(arguments: [16.0, 17.0, 18.0, 19.0])
    func packetsAroundTheirDeadlineDoNotClick(latest: Double) throws {
        var random = SeededRandom(seed: 3)
        let link = try VirtualLink(
            path: { packet in
                packet % 4 == 0 ? [Int64((latest - 3 * random.uniform()) * 1e6)] : [0]
            }, sound: sine)
        link.run(seconds: 6)
        #expect(link.greatestBend(from: 0.5) < smooth)
    }

    /// The last packets before an outage leave no hole that packets behind them could show.
    @Test func anOutageIsOneFadedGap() throws {
        let link = try VirtualLink(path: { (400..<600).contains($0) ? [] : [0] }, sound: sine)
        link.run(seconds: 3)
        #expect(link.receiver.counts.lost == 200)
        #expect(link.greatestBend(from: 0.5) < smooth)
        #expect(link.greatestError(from: 2, latency: link.delay, sine) < 0.1)
        #expect(link.resyncs == 0)
    }

    /// What was held back for seconds comes all at once, as after a process was suspended: it says
    /// nothing of the way's length.
    @Test(arguments: [3, 5, 9], [500, 750, 1_000])
    func aBacklogDoesNotMoveTheSound(second: Int, packets: Int) throws {
        let link = try VirtualLink(
            path: { packet in
                let held = packet - second * 375
                return (0..<packets).contains(held) ? [Int64(packets - held) * 2_666_666] : [0]
            }, sound: noise)
        let calm = Double(second) + Double(packets) / 375 + 0.05
        link.run(seconds: calm + 1)
        let frame = 1e9 / 48_000
        let shifts = (-4...4).map { link.delay + Int64(Double($0) * frame / 2) }
        #expect(shifts.contains { link.greatestError(from: calm, latency: $0, noise) == 0 })
    }

    /// JACK's frame counter knows nothing of a server that stood still; the latency is kept.
    @Test(arguments: [true, false])
    func aStandstillKeepsTheLatency(isSender: Bool) throws {
        let still = VirtualLink.Server(standstill: 1_000_000_000..<1_050_000_000)
        let link = try VirtualLink(
            sender: isSender ? still : .init(), receiver: isSender ? .init() : still, sound: sine)
        link.run(seconds: 4)
        #expect(link.greatestError(from: 2, latency: link.delay, sine) < 0.1)
        #expect(link.resyncs <= 1)
        #expect(link.greatestBend(from: 0.5) < smooth)
    }

    @Test func opusGoesThrough() throws {
        let link = try VirtualLink(.opus, sound: sine)
        link.run(seconds: 2)
        #expect(link.greatestError(from: 1, latency: link.delay, sine) < 0.05)
        #expect(link.missedFrames == 0)
    }

    @Test func opusTakesARateOfItsOwn() throws {
        let link = try VirtualLink(
            .opus, sender: .init(rate: 44_100), receiver: .init(rate: 44_100), delay: 30_000_000,
            sound: sine)
        link.run(seconds: 2)
        #expect(link.greatestError(from: 1, latency: link.delay, sine) < 0.05)
        #expect(link.missedFrames == 0)
    }

    /// NaN and ±∞ go in, silence comes out.
    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func whatIsNoNumberIsSilence(value: Float) throws {
        let link = try VirtualLink(sound: { $0 > 0.5 && $0 < 0.6 ? value : 0.25 })
        link.run(seconds: 1)
        #expect(link.output.allSatisfy { $0.sample.isFinite })
        #expect(link.output.last?.sample == 0.25)
    }

    @Test func strangersAreCountedAndIgnored() throws {
        let link = try VirtualLink(sound: sine)
        link.run(seconds: 0.5)
        let before = link.receiver.counts
        let anotherSource: [UInt8] = [0x80, 96, 0, 1, 0, 0, 0, 1, 9, 9, 9, 9, 1, 2, 3, 4]
        let another = link.insert(anotherSource, at: 500_000_000)
        let short = link.insert([0x80], at: 500_000_000)
        let empty = link.insert([], at: 500_000_000)
        #expect(!another && !short && !empty)
        #expect(link.receiver.counts.refused == before.refused + 3)
        #expect(link.receiver.counts.received == before.received)
    }

    /// A session that ends does so without a click, whatever the ring still holds.
    @Test(arguments: [48_000, 44_100])
    func theEndFadesOut(rate: Int) throws {
        let link = try VirtualLink(receiver: .init(rate: rate, period: 64), sound: sine)
        link.endsAt = 1
        link.run(seconds: 1.5)
        #expect(link.hasEnded)
        let factor = Float(2 * cos(2 * Double.pi * 1_000 / Double(rate)))
        let samples = link.output.filter { $0.time > 500_000_000 }.map(\.sample)
        let bend = (2..<samples.count).map {
            abs(samples[$0] - factor * samples[$0 - 1] + samples[$0 - 2])
        }.max()
        #expect(try #require(bend) < smooth)
        #expect(link.output.filter { $0.time > 1_020_000_000 }.allSatisfy { $0.sample == 0 })
    }

    /// What came late in order was never given up, and hides no loss.
    @Test func lateOnesHideNoLostOnes() throws {
        let link = try VirtualLink(
            path: { packet in
                // 100 are held up for 300 ms and more, in order; later 40 are lost.
                if (400..<500).contains(packet) { return [Int64(600 - packet) * 2_666_666] }
                return (800..<840).contains(packet) ? [] : [0]
            }, sound: sine)
        link.run(seconds: 3)
        #expect(link.receiver.counts.late > 50)
        #expect(link.receiver.counts.lost == 40)
    }

    /// More packets than are kept, and than 16 bits tell apart: all counted, and the sound back at once. In
    /// clear, for protected ones only another stream helps.
    @Test(arguments: [2_000, 40_000])
    func aLongOutageIsCountedAndOver(packets: Int) throws {
        let link = try VirtualLink(
            sender: .init(period: 16), profile: .none,
            path: { (1_500..<1_500 + packets).contains($0) ? [] : [0] }, sound: sine)
        let end = Double(1_500 + packets) / 3_000
        link.run(seconds: end + 1)
        // The first one behind is believed only with its successor.
        #expect((packets...packets + 1).contains(link.receiver.counts.lost))
        #expect(link.receiver.counts.late <= 1)
        #expect(link.greatestError(from: end + 0.3, latency: link.delay, sine) < 0.1)
    }

    /// Timestamps may say anything; nothing may trap.
    @Test func wildTimestampsAreSurvived() throws {
        let link = try VirtualLink(profile: .none, path: { $0 < 300 ? [0] : [] }, sound: sine)
        link.run(seconds: 1)
        var timestamp = UInt32(link.start)
        for step in 0..<40 {
            timestamp &+= UInt32(Int32.max)
            // One number is left out, so that something is waited for.
            let sequence = UInt16(truncatingIfNeeded: 65_000 + 300 + step + (step > 20 ? 1 : 0))
            var packet: [UInt8] = [0x80, 96]
            packet += [UInt8(sequence >> 8), UInt8(truncatingIfNeeded: sequence)]
            packet += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: timestamp >> $0) }
            packet += [0, 0, 0, 7] + [UInt8](repeating: 0, count: 1_024)
            _ = link.insert(packet, at: 1_000_000_000 + Int64(step) * 1_000_000)
            _ = link.receiver.nextDeadline
        }
        link.run(seconds: 2)
        #expect(link.output.allSatisfy { $0.sample.isFinite })
    }

    /// A payload that the ring does not hold is of no use; it must not be written beyond it.
    @Test func aPayloadLongerThanTheRingIsDropped() throws {
        let shared = UnsafeMutablePointer<PlayoutShared>.allocate(capacity: 1)
        shared.initialize(
            to: PlayoutShared(
                channels: 1, sampleRate: 8_000, origin: 0, capacityFrames: 64,
                delayNanoseconds: 20_000_000))
        defer {
            shared.deinitialize(count: 1)
            shared.deallocate()
        }
        let configuration = try CodecConfiguration(
            kind: .s16, channels: 1, sampleRate: SampleRate(hertz: 8_000)!,
            maximumPayloadBytes: 9_000)
        var receiver = try StreamReceiver(
            shared: UnsafePointer(shared), configuration: configuration, lookaheadFrames: 0,
            periodFrames: 128, budget: 2_000_000, ssrc: 7, repairSsrc: 9, feedbackSsrc: 8,
            payloadType: 96, repair: .auto, protection: .none,
            feedbackProtection: .none, longestDelay: 20_000_000)
        for sequence in 0..<4 {
            var packet = [UInt8](repeating: 0x40, count: 12 + 9_000)
            packet.replaceSubrange(
                0..<12, with: [0x80, 96, 0, UInt8(sequence), 0, 0, 0, 0, 0, 0, 0, 7])
            packet.withUnsafeMutableBytes {
                _ = receiver.receive($0, length: $0.count, arrival: Int64(sequence))
            }
        }
        #expect(receiver.counts.received == 4)
        #expect(shared.pointee.ring.end == 0)
    }
}
