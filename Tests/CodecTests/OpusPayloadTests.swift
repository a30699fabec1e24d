// Opus payloads: quality, channel order, size, live changes, and that two channels are plain Opus.
import COpus
import Codec
import Testing

@Suite struct OpusPayloadTests {
    @Test(arguments: [1, 2, 8, 64], [480, 960])
    func aToneKeepsItsChannelAndItsShape(_ channels: Int, _ frameDuration: Int) throws {
        let setup = try configuration(.opus, channels, frameDuration: frameDuration)
        let signal = try OpusSignal(setup, packets: 12_000 / frameDuration)
        for channel in 0..<channels {
            #expect(signal.signalToNoise(channel) > 30, "channel \(channel)")
            let other = (channel + 1) % channels
            if other != channel {
                #expect(signal.signalToNoise(channel, against: other) < 3)
            }
        }
        #expect(signal.largestPayload <= 1_400)
    }

    /// Frames too short to resolve a tone cost bits instead.
    @Test(arguments: [1, 2, 12], [120, 240])
    func shortFramesKeepATone(_ channels: Int, _ frameDuration: Int) throws {
        let setup = try configuration(
            .opus, channels, bitsPerChannel: 192_000, frameDuration: frameDuration,
            application: .lowdelay)
        let signal = try OpusSignal(setup, packets: 12_000 / frameDuration)
        for channel in 0..<channels {
            #expect(signal.signalToNoise(channel) > 30, "channel \(channel)")
        }
    }

    @Test(arguments: OpusApplication.allCases)
    func lookaheadIsTheNominalOne(_ application: OpusApplication) throws {
        for rate in [8_000, 12_000, 16_000, 24_000, 48_000] {
            let setup = try configuration(.opus, 3, application: application, rate: rate)
            let link = try PayloadLink(setup)
            #expect(link.encoder.lookaheadFrames == setup.nominalLookaheadFrames)
            #expect(link.decoder.lookaheadFrames == setup.nominalLookaheadFrames)
        }
        let told = try PayloadDecoder(configuration(.opus, 2), lookaheadFrames: 99)
        #expect(told.lookaheadFrames == 99)
    }

    @Test(arguments: [120, 240, 480, 960], [OpusApplication.lowdelay, .audio])
    func theLeastBitrateIsNotSilence(_ frame: Int, _ application: OpusApplication) throws {
        for channels in [1, 2, 6] {
            let least = max(6_000, 40 * 48_000 / frame)
            let setup = try configuration(
                .opus, channels, bitsPerChannel: least, frameDuration: frame,
                application: application)
            let signal = try OpusSignal(setup, packets: 24_000 / frame)
            for channel in 0..<channels {
                let peak = signal.output[channel].suffix(9_600).map(\.magnitude).max()!
                #expect(peak > 0.2, "channel \(channel) of \(channels)")
            }
        }
    }

    /// Small packets, loud noise, high rates: the size is the limit, never the wish.
    @Test(arguments: [1, 2, 5, 12, 64], [200, 700, 1_400])
    func payloadsRespectTheirLimit(_ channels: Int, _ payload: Int) throws {
        let setup = try configuration(
            .opus, channels, bitsPerChannel: 64_000, frameDuration: 480, payload: payload)
        let link = try PayloadLink(setup)
        _ = link.setBitrate(.max)
        var random = TestBits(seed: 9)
        for _ in 0..<20 {
            let noise = (0..<channels * 480).map { _ in Float.random(in: -1...1, using: &random) }
            for lane in 0..<setup.laneCount {
                let bytes = try #require(link.encode(lane: lane, noise, stride: 480, frames: 480))
                #expect(bytes.count <= payload)
                let block = try #require(link.decode(bytes))
                #expect(block.lane == lane && block.frames == 480)
            }
        }
    }

    @Test(arguments: [1, 2])
    func upToTwoChannelsArePlainOpus(_ channels: Int) throws {
        let link = try PayloadLink(configuration(.opus, channels, frameDuration: 960))
        var status: Int32 = 0
        let plain = try #require(opus_decoder_create(48_000, Int32(channels), &status))
        defer { opus_decoder_destroy(plain) }
        var random = TestBits(seed: 2)
        for _ in 0..<20 {
            let noise = (0..<channels * 960).map { _ in Float.random(in: -1...1, using: &random) }
            let bytes = try #require(link.encode(lane: 0, noise, stride: 960, frames: 960))
            var interleaved = [Float](repeating: 0, count: channels * 960)
            let frames = opus_decode_float(plain, bytes, Int32(bytes.count), &interleaved, 960, 0)
            #expect(frames == 960)
            #expect(opus_packet_get_nb_channels(bytes) == channels)
            _ = link.decode(bytes)
            for channel in 0..<channels {
                let wanted = stride(from: channel, to: interleaved.count, by: channels)
                    .map { interleaved[$0] }
                let same = wanted == Array(link.channel(channel, frames: 960))
                #expect(same)
            }
        }
    }

    @Test func theBitrateChangesLive() throws {
        let setup = try configuration(.opus, 6, bitsPerChannel: 32_000)
        let link = try PayloadLink(setup)
        var random = TestBits(seed: 3)
        var averages = [Int: Double]()
        for bits in [192_000, 600_000, 96_000] {
            #expect(link.setBitrate(bits) == bits)
            var total = 0
            for _ in 0..<100 {
                let noise = (0..<6 * 480).map { _ in Float.random(in: -0.3...0.3, using: &random) }
                for lane in 0..<setup.laneCount {
                    total += link.encode(lane: lane, noise, stride: 480, frames: 480)?.count ?? 0
                }
            }
            averages[bits] = Double(total) * 8
        }
        for (bits, measured) in averages {
            #expect((measured / Double(bits) - 1).magnitude < 0.2, "\(bits): \(measured)")
        }
        #expect(link.setBitrate(1) == 36_000)
        #expect(link.encoder.bitsPerSecond == 36_000)
        #expect(link.setBitrate(.min) == 36_000)
        #expect(link.setPacketLoss(percent: 20))
        #expect(link.setPacketLoss(percent: 2_000))
        #expect(link.setPacketLoss(percent: -5))
    }

    @Test func whatIsNotFiniteDoesNotPoisonTheCodec() throws {
        let link = try PayloadLink(configuration(.opus, 2))
        var bad = [Float](repeating: .nan, count: 960)
        bad[3] = .infinity
        bad[700] = -.infinity
        for _ in 0..<5 {
            let bytes = try #require(link.encode(lane: 0, bad, stride: 480, frames: 480))
            #expect(link.decode(bytes)?.frames == 480)
            #expect(link.channel(1, frames: 480).allSatisfy { $0.magnitude < 1e-3 })
        }
    }

    @Test func refusesWhatDoesNotFit() throws {
        let link = try PayloadLink(configuration(.opus, 12))
        let silence = [Float](repeating: 0, count: 12 * 960)
        for frames in [0, 479, 481, 960, -1] {
            #expect(link.encode(lane: 0, silence, stride: 960, frames: frames) == nil)
        }
        #expect(link.encode(lane: 2, silence, stride: 960, frames: 480) == nil)
        #expect(link.encode(lane: -1, silence, stride: 960, frames: 480) == nil)
        let empty = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        let size = link.encoder.encode(
            lane: 0, planar: silence, stride: 960, frames: 480, into: empty)
        #expect(size == nil)
        let bytes = try #require(link.encode(lane: 1, silence, stride: 960, frames: 480))
        #expect(link.lane(of: bytes) == 1)
        #expect(link.lane(of: [2, 0]) == nil)
        #expect(link.lane(of: [1]) == nil)
        #expect(link.decode(bytes, maximumFrames: 479) == nil)
        #expect(link.decode(bytes, maximumFrames: 0) == nil)
        #expect(link.decode(bytes, maximumFrames: 480)?.frames == 480)
        #expect(link.channel(5, frames: 1).first == PayloadLink.filler, "another lane's channel")
    }

    /// After a reset the same input gives the same bytes and the same sound again.
    @Test func resetForgetsThePast() throws {
        let link = try PayloadLink(configuration(.opus, 4))
        var random = TestBits(seed: 8)
        let blocks = (0..<10).map { _ in
            (0..<4 * 480).map { _ in Float.random(in: -0.5...0.5, using: &random) }
        }
        func run() -> ([[UInt8]?], [[Float]]) {
            link.encoder.reset()
            link.decoder.reset()
            var payloads = [[UInt8]?]()
            var sound = [[Float]]()
            for block in blocks {
                payloads.append(link.encode(lane: 0, block, stride: 480, frames: 480))
                _ = link.decode(payloads.last! ?? [])
                sound.append(link.output)
            }
            return (payloads, sound)
        }
        let first = run()
        let second = run()
        let samePayloads = first.0 == second.0
        let sameSound = first.1 == second.1
        #expect(samePayloads && sameSound)
        #expect(first.0.allSatisfy { $0 != nil })
    }
}
