// Concealment by Opus itself: a lost packet of a tone is bridged, and lengths are kept.
import Codec
import Testing

@Suite struct OpusConcealmentTests {
    @Test(arguments: [1, 2, 20])
    func aLostPacketOfAToneIsBridged(_ channels: Int) throws {
        let setup = try configuration(.opus, channels)
        let whole = try OpusSignal(setup, packets: 60)
        let holed = try OpusSignal(setup, packets: 60, lose: [40])
        for channel in 0..<channels {
            let hole = 40 * 480..<41 * 480
            func energy(_ samples: [Float]) -> Float { samples[hole].reduce(0) { $0 + $1 * $1 } }
            let ratio = energy(holed.output[channel]) / energy(whole.output[channel])
            #expect(ratio > 0.5 && ratio < 1.5, "channel \(channel): \(ratio)")
            let before = 0..<40 * 480
            let same = whole.output[channel][before] == holed.output[channel][before]
            #expect(same)
            // Ten packets later the two decoders agree again.
            let late = zip(whole.output[channel], holed.output[channel]).suffix(4_800)
            let apart = late.map { ($0 - $1).magnitude }.max()!
            #expect(apart < 0.05, "channel \(channel)")
        }
    }

    @Test func inventsExactlyTheFramesAskedFor() throws {
        let link = try PayloadLink(configuration(.opus, 12))
        let silence = [Float](repeating: 0, count: 12 * 480)
        let bytes = try #require(link.encode(lane: 1, silence, stride: 480, frames: 480))
        #expect(link.decode(bytes) != nil)
        for frames in stride(from: 120, through: 5_760, by: 120) {
            #expect(link.conceal(lane: 1, frames: frames))
            for channel in 6..<12 {
                let samples = link.channel(channel, frames: frames + 1)
                #expect(samples.last == PayloadLink.filler)
                #expect(samples.dropLast().allSatisfy { $0.magnitude < 1 })
            }
            #expect(link.channel(5, frames: 1).first == PayloadLink.filler)
        }
        for frames in [0, -120, 1, 119, 121, 5_880, .max] {
            #expect(!link.conceal(lane: 1, frames: frames))
        }
        #expect(!link.conceal(lane: 2, frames: 120))
        #expect(!link.conceal(lane: -1, frames: 120))
        #expect(link.channel(6, frames: 1).first == PayloadLink.filler)
    }
}
