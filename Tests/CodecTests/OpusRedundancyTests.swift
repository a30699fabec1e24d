// Speech that repeats itself: the frame before, in the next packet.
import Codec
import Glibc
import Testing

@Suite struct OpusRedundancyTests {
    /// Something voiced: a buzz through formants that move.
    private func voice(_ frames: Int) -> [Float] {
        var phase = 0.0
        var (low, high) = ((0.0, 0.0), (0.0, 0.0))
        func resonate(_ state: inout (Double, Double), _ input: Double, _ hertz: Double) -> Double {
            let radius = 0.985
            let output =
                input + 2 * radius * cos(2 * .pi * hertz / 48_000) * state.0
                - radius * radius * state.1
            state = (output, state.0)
            return output
        }
        return (0..<frames).map { frame in
            let time = Double(frame) / 48_000
            phase += (120 + 25 * sin(2 * .pi * 3 * time)) / 48_000
            let pulse = phase >= 1 ? 1.0 : 0
            if phase >= 1 { phase -= 1 }
            let first = resonate(&low, pulse, 500 + 250 * sin(2 * .pi * 2.3 * time))
            let second = resonate(&high, first, 1_500 + 500 * sin(2 * .pi * 1.7 * time))
            return Float(second * 0.004)
        }
    }

    private struct Link {
        var link: PayloadLink
        let frames: Int
        init(_ application: OpusApplication, loss: Int, channels: Int = 1) throws {
            let setup = try configuration(
                .opus, channels, bitsPerChannel: 24_000, frameDuration: 960,
                application: application)
            link = try PayloadLink(setup)
            frames = setup.framesPerPacket
            _ = link.setPacketLoss(percent: loss)
        }

        /// All packets of `sound`, on every channel.
        mutating func packets(_ sound: [Float]) throws -> [[UInt8]] {
            try stride(from: 0, to: sound.count - frames + 1, by: frames).map { start in
                let part = Array(sound[start..<start + frames])
                let planar = (0..<link.channels).flatMap { _ in part }
                return try #require(link.encode(lane: 0, planar, stride: frames, frames: frames))
            }
        }
    }

    private func error(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
    }

    /// What comes out with every third packet lost, `recovers` or made up, beside all of them decoded.
    private func signalToNoise(_ packets: [[UInt8]], recovers: Bool, channels: Int = 1) throws
        -> (decibels: Double, recovered: Int)
    {
        let whole = try Link(.voice, loss: 0, channels: channels).link
        let holed = try Link(.voice, loss: 0, channels: channels).link
        var (signal, noise, recovered) = (0.0, 0.0, 0)
        for index in packets.indices.dropLast() {
            _ = whole.decode(packets[index])
            let wanted = Array(whole.channel(0, frames: 960))
            guard index % 3 == 2 else {
                _ = holed.decode(packets[index])
                continue
            }
            if recovers, holed.recover(packets[index + 1], frames: 960) {
                recovered += 1
            } else {
                #expect(holed.conceal(lane: 0, frames: 960))
            }
            let got = Array(holed.channel(0, frames: 960))
            signal += wanted.reduce(0) { $0 + Double($1 * $1) }
            noise += error(wanted, got)
        }
        return (10 * log10(signal / max(noise, 1e-30)), recovered)
    }

    @Test(arguments: [1, 2, 3]) func speechThatWasLostIsRepeated(channels: Int) throws {
        var link = try Link(.voice, loss: 20, channels: channels)
        let packets = try link.packets(voice(48_000 * 3))
        let repeated = try signalToNoise(packets, recovers: true, channels: channels)
        let madeUp = try signalToNoise(packets, recovers: false, channels: channels)
        #expect(repeated.recovered > 30)
        #expect(repeated.decibels > madeUp.decibels + 3, "\(repeated) \(madeUp)")
    }

    /// Nothing is spent on it while nothing is lost, and never by music's layer.
    @Test(arguments: [(OpusApplication.voice, 0), (.audio, 20), (.lowdelay, 20)])
    func othersDoNotRepeatThemselves(application: OpusApplication, loss: Int) throws {
        var link = try Link(application, loss: loss)
        for packet in try link.packets(voice(48_000)) {
            #expect(!link.link.repeats(packet))
            #expect(!link.link.recover(packet, frames: 960))
        }
    }

    @Test func noBytesMakeItTrap() throws {
        let link = try Link(.voice, loss: 0, channels: 3).link
        for toc in UInt8.min...UInt8.max {
            for length in 0..<6 {
                let bytes = [toc] + [UInt8](repeating: 0xfe, count: length)
                _ = link.recover(bytes, frames: 960)
            }
        }
        #expect(!link.recover([], frames: 960))
    }
}
