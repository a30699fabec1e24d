// PCM payloads: what goes in comes out, and lengths that do not fit are refused.
import Codec
import Testing

@Suite struct PCMPayloadTests {
    private let kinds: [CodecKind] = [.f32, .s24, .s16]

    /// A value of 24 bits for each channel and frame, no two alike.
    private func planar(_ channels: Int, _ stride: Int) -> [Float] {
        (0..<channels * stride).map { Float($0 * 7_919 % 16_000_000 - 8_000_000) * 0x1p-23 }
    }

    @Test(arguments: [CodecKind.f32, .s24, .s16], [1, 2, 17, 64])
    func carriesEverySample(_ kind: CodecKind, _ channels: Int) throws {
        let setup = try configuration(kind, channels)
        let link = try PayloadLink(setup)
        let stride = setup.framesPerPacket + 5
        let input = planar(channels, stride)
        for frames in [1, setup.framesPerPacket] {
            let bytes = try #require(link.encode(lane: 0, input, stride: stride, frames: frames))
            #expect(bytes.count <= 1_400)
            let block = try #require(link.decode(bytes))
            #expect(block.lane == 0 && block.frames == frames)
            let tolerance: Float = kind == .s16 ? 0x1.8p-15 : 0
            for channel in 0..<channels {
                let sent = input[channel * stride..<channel * stride + frames]
                let got = link.channel(channel, frames: frames + 1)
                #expect(zip(sent, got).allSatisfy { ($0 - $1).magnitude <= tolerance })
                #expect(got.last == PayloadLink.filler, "nothing beyond the frames")
            }
        }
        #expect(link.encoder.lookaheadFrames == 0 && link.decoder.lookaheadFrames == 0)
    }

    @Test func refusesFramesThatDoNotFit() throws {
        for kind in kinds {
            let setup = try configuration(kind, 2, payload: 200)
            let link = try PayloadLink(setup)
            let input = planar(2, 400)
            let most = setup.framesPerPacket
            #expect(link.encode(lane: 0, input, stride: 400, frames: most) != nil)
            #expect(link.encode(lane: 0, input, stride: 400, frames: most + 1) == nil)
            #expect(link.encode(lane: 0, input, stride: 400, frames: 0) == nil)
            #expect(link.encode(lane: 0, input, stride: 400, frames: -1) == nil)
            #expect(link.encode(lane: 0, input, stride: 400, frames: .max) == nil)
            #expect(link.encode(lane: 1, input, stride: 400, frames: 1) == nil)
            var small = [UInt8](repeating: 0, count: 3)
            let size = small.withUnsafeMutableBytes {
                link.encoder.encode(lane: 0, planar: input, stride: 400, frames: 1, into: $0)
            }
            #expect(size == nil)
        }
    }

    @Test func refusesPayloadsOfPartialFrames() throws {
        for kind in kinds {
            let link = try PayloadLink(configuration(kind, 3))
            let frameBytes = 3 * (kind == .f32 ? 4 : kind == .s24 ? 3 : 2)
            for size in 0...4 * frameBytes {
                let block = link.decode([UInt8](repeating: 1, count: size))
                let whole = size > 0 && size % frameBytes == 0
                #expect(block?.frames == (whole ? size / frameBytes : nil))
            }
            let four = [UInt8](repeating: 1, count: 4 * frameBytes)
            #expect(link.decode(four, maximumFrames: 4)?.frames == 4)
            #expect(link.decode(four, maximumFrames: 3) == nil)
            #expect(link.decode(four, maximumFrames: -1) == nil)
        }
    }

    @Test func hasNoConcealmentAndNothingToTune() throws {
        let link = try PayloadLink(configuration(.s24, 2))
        #expect(!link.conceal(lane: 0, frames: 120))
        #expect(!link.setPacketLoss(percent: 10))
        #expect(link.setBitrate(64_000) == 2_304_000)
        #expect(link.lane(of: [1, 2]) == 0)
        #expect(link.lane(of: []) == nil)
    }
}
