// Bytes from outside: 50 000 payloads of chance, of broken Opus and of cut-off Opus.
import Codec
import Testing

@Suite struct PayloadFuzzTests {
    @Test(arguments: CodecKind.allCases, [1, 2, 6, 20])
    func noPayloadTrapsOrEscapesItsRoom(_ kind: CodecKind, _ channels: Int) throws {
        let setup = try configuration(kind, channels, frameDuration: 240)
        let link = try PayloadLink(setup)
        var random = TestBits(seed: UInt64(channels))
        let frames = setup.framesPerPacket
        let noise = (0..<channels * frames).map { _ in Float.random(in: -1...1, using: &random) }
        var decoded = 0
        var wrong = 0
        for round in 0..<3_200 {
            var bytes: [UInt8]
            if round % 2 == 0 {
                let size = Int.random(in: 0...round % 400, using: &random)
                bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
                if channels > 2, kind == .opus, !bytes.isEmpty { bytes[0] &= 3 }
            } else {
                let lane = round / 2 % setup.laneCount
                bytes = try #require(link.encode(lane: lane, noise, stride: frames, frames: frames))
                for _ in 0..<Int.random(in: 0...4, using: &random) {
                    let place = Int.random(in: bytes.indices, using: &random)
                    bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
                }
                if round % 3 == 0 {
                    bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
                }
            }
            let maximum = Int.random(in: 0...link.room - 3, using: &random)
            let block = link.decode(bytes, maximumFrames: maximum)
            if let block {
                decoded += 1
                if block.frames < 1 || block.frames > maximum { wrong += 1 }
                if block.lane < 0 || block.lane >= setup.laneCount { wrong += 1 }
                if link.lane(of: bytes) != block.lane { wrong += 1 }
            }
            let range = setup.channels(inLane: block?.lane ?? -1)
            for channel in 0..<channels {
                let room = link.channel(channel, frames: link.room)
                let written = range.contains(channel) ? block?.frames ?? 0 : 0
                if !isFinite(room.prefix(written)) { wrong += 1 }
                if room.dropFirst(written).first != PayloadLink.filler { wrong += 1 }
                if room.last != PayloadLink.filler { wrong += 1 }
            }
        }
        #expect(wrong == 0)
        #expect(decoded > 200, "the chance bytes reach the decoder: \(decoded)")
    }

    /// A plain loop: in a debug build the standard library's own is what takes the test's time.
    private func isFinite(_ samples: ArraySlice<Float>) -> Bool {
        samples.withUnsafeBufferPointer { samples in
            var index = 0
            while index < samples.count {
                if !samples[index].isFinite { return false }
                index &+= 1
            }
            return true
        }
    }
}
