// The configuration: what it refuses and how it says so, and how channels become packets.
import Codec
import Testing
import Units

@Suite struct CodecConfigurationTests {
    @Test func refusesWhatCannotWork() {
        #expect(throws: CodecError.channels(0)) { try configuration(.f32, 0) }
        #expect(throws: CodecError.channels(65)) { try configuration(.opus, 65) }
        #expect(throws: CodecError.payload(bytes: 255, needed: 256)) {
            try configuration(.f32, 64, payload: 255)
        }
        #expect(throws: CodecError.payload(bytes: 0, needed: 1)) {
            try configuration(.s16, 1, payload: 0)
        }
        #expect(throws: CodecError.sampleRate(.cd)) { try configuration(.opus, 2, rate: 44_100) }
        #expect(throws: CodecError.frameDuration(441)) {
            try configuration(.opus, 2, frameDuration: 441)
        }
        #expect(throws: CodecError.bitrate(10_000, allowed: 12_000...512_000)) {
            try configuration(.opus, 2, bitsPerChannel: 5_000)
        }
        #expect(throws: CodecError.bitrate(300_000, allowed: 16_000...256_000)) {
            try configuration(.opus, 1, bitsPerChannel: 300_000, frameDuration: 120)
        }
        #expect(throws: CodecError.payload(bytes: 300, needed: 320)) {
            try configuration(.opus, 1, bitsPerChannel: 128_000, frameDuration: 960, payload: 300)
        }
        #expect(throws: CodecError.payload(bytes: 300, needed: 321)) {
            try configuration(.opus, 4, bitsPerChannel: 128_000, frameDuration: 960, payload: 300)
        }
        #expect(throws: CodecError.lanes(7, allowed: 8...64)) {
            try configuration(.opus, 64, laneCount: 7)
        }
        #expect(throws: CodecError.lanes(2, allowed: 1...1)) {
            try configuration(.opus, 2, laneCount: 2)
        }
        #expect(throws: CodecError.lanes(0, allowed: 1...1)) {
            try configuration(.s24, 8, laneCount: 0)
        }
    }

    @Test func errorsAreOneLineWithARemedy() {
        let errors: [CodecError] = [
            .channels(70), .sampleRate(.cd), .frameDuration(5), .bitrate(1, allowed: 2...3),
            .payload(bytes: 1, needed: 2), .lanes(3, allowed: 1...2),
            .opus(call: "opus_multistream_encoder_create", status: -7),
        ]
        for error in errors {
            let text = "\(error)"
            #expect(!text.contains("\n"))
            #expect(text.hasPrefix("codec: ") || text.hasPrefix("opus: "))
            #expect(text.contains(";"), "a remedy follows the cause: \(text)")
        }
    }

    @Test func pcmFillsThePacketWithWholeFrames() throws {
        #expect(try configuration(.f32, 64).framesPerPacket == 5)
        #expect(try configuration(.s24, 64).framesPerPacket == 7)
        #expect(try configuration(.s16, 2).framesPerPacket == 350)
        #expect(try configuration(.s16, 2).laneCount == 1)
        #expect(try configuration(.s16, 2).bytesPerSecond == 192_000)
        #expect(try configuration(.s24, 3, rate: 96_000).clockRate == 96_000)
        #expect(try configuration(.f32, 5).channels(inLane: 0) == 0..<5)
    }

    @Test func opusCountsIn48kHz() throws {
        let narrow = try configuration(.opus, 1, frameDuration: 120, rate: 12_000)
        #expect(narrow.framesPerPacket == 30)
        #expect(narrow.clockRate == 48_000)
        #expect(try configuration(.opus, 2).bytesPerSecond == 16_000)
        let wide = try configuration(.opus, 64)
        #expect(wide.bytesPerSecond == 64 * 8_000 + wide.laneCount * 100)
    }

    @Test(arguments: 3...64, [120, 240, 480, 960])
    func lanesCoverEveryChannelOnce(_ channels: Int, _ frameDuration: Int) throws {
        for bits in [32_000, 64_000, 128_000, 256_000] {
            let setup = try configuration(
                .opus, channels, bitsPerChannel: bits, frameDuration: frameDuration)
            var next = 0
            for lane in 0..<setup.laneCount {
                let range = setup.channels(inLane: lane)
                #expect(range.lowerBound == next && !range.isEmpty && range.count <= 8)
                #expect(range.count * bits * frameDuration / 48_000 / 8 < 1_400)
                next = range.upperBound
            }
            #expect(next == channels)
            #expect(setup.channels(inLane: setup.laneCount).isEmpty)
            #expect(setup.channels(inLane: -1).isEmpty)
            // The sender's count, handed to the receiver, gives the same lanes.
            let told = try configuration(
                .opus, channels, bitsPerChannel: bits, frameDuration: frameDuration,
                laneCount: setup.laneCount)
            #expect(told == setup)
        }
    }

    @Test func lanesAreAsFewAsFitWithHeadroom() throws {
        #expect(try configuration(.opus, 8, frameDuration: 480).laneCount == 1)
        #expect(try configuration(.opus, 10, frameDuration: 480).channels(inLane: 1) == 5..<10)
        #expect(try configuration(.opus, 64, frameDuration: 480).laneCount == 8)
        // 20 ms at 64 kb/s are 160 bytes: 240 with headroom, so five channels to a packet.
        #expect(try configuration(.opus, 10, frameDuration: 960).laneCount == 2)
        #expect(try configuration(.opus, 11, frameDuration: 960).laneCount == 3)
    }
}
