import Codec
import Glibc
import Units

/// A tone on every channel, each of its own frequency, through a link; what came out, and how well.
struct OpusSignal {
    let input: [[Float]]
    let output: [[Float]]
    let largestPayload: Int
    let payloadBytes: Int
    let lookahead: Int

    /// `lose` names the packets (counted from 0) that are concealed instead of decoded.
    init(
        _ setup: CodecConfiguration, packets: Int = 100, amplitude: Double = 0.5,
        lose: Set<Int> = []
    ) throws {
        let link = try PayloadLink(setup)
        let frames = setup.framesPerPacket
        let rate = Double(setup.sampleRate.hertz)
        var sent = [[Float]]()
        var got = [[Float]](repeating: [], count: setup.channels)
        for channel in 0..<setup.channels {
            let step = 2 * .pi * Self.frequency(channel) / rate
            sent.append((0..<packets * frames).map { Float(amplitude * sin(step * Double($0))) })
        }
        var largest = 0
        var total = 0
        for packet in 0..<packets {
            let planar = sent.flatMap { $0[packet * frames..<(packet + 1) * frames] }
            for lane in 0..<setup.laneCount {
                guard
                    let bytes = link.encode(lane: lane, planar, stride: frames, frames: frames)
                else { throw Failure.refused(packet: packet, lane: lane) }
                largest = max(largest, bytes.count)
                total += bytes.count
                if lose.contains(packet) {
                    guard link.conceal(lane: lane, frames: frames) else {
                        throw Failure.refused(packet: packet, lane: lane)
                    }
                } else if link.decode(bytes)?.frames != frames {
                    throw Failure.refused(packet: packet, lane: lane)
                }
                for channel in setup.channels(inLane: lane) {
                    got[channel] += link.channel(channel, frames: frames)
                }
            }
        }
        input = sent
        output = got
        largestPayload = largest
        payloadBytes = total
        lookahead = link.encoder.lookaheadFrames
    }

    enum Failure: Error { case refused(packet: Int, lane: Int) }

    /// 500 … 2400 Hz, none a multiple of another's neighbour.
    static func frequency(_ channel: Int) -> Double { 500 + 29.7 * Double(channel) }

    /// Signal over noise in dB of output channel `channel` against input channel `source`,
    /// aligned by the lookahead, the first quarter left out.
    func signalToNoise(_ channel: Int, against source: Int? = nil) -> Double {
        let reference = input[source ?? channel]
        var signal = 0.0
        var noise = 0.0
        for index in reference.count / 4..<reference.count - lookahead {
            let wanted = Double(reference[index])
            let error = Double(output[channel][index + lookahead]) - wanted
            signal += wanted * wanted
            noise += error * error
        }
        return 10 * log10(signal / max(noise, 1e-30))
    }
}
