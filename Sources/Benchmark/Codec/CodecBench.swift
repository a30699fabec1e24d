import Codec
import HostIO
package import Units

/// What codecs cost as a link uses them, without packets, protection or network.
package enum CodecBench {
    private static let periodFrames = 128

    private struct Case {
        var kind: CodecKind
        /// Of Opus, in 1/48000 s.
        var frame = 0
        var channels: Int
    }

    private static func cases(isQuick: Bool) -> [Case] {
        let pcm = [CodecKind.f32, .s24, .s16]
        if isQuick {
            return pcm.map { Case(kind: $0, channels: 2) } + [
                Case(kind: .opus, frame: 240, channels: 2)
            ]
        }
        return pcm.flatMap { kind in [2, 64].map { Case(kind: kind, channels: $0) } }
            + [120, 240, 480, 960].map { Case(kind: .opus, frame: $0, channels: 2) }
            + [1, 8].map { Case(kind: .opus, frame: 240, channels: $0) }
    }

    /// Measures each for its part of `time`.
    package static func run(
        _ time: Nanoseconds, isQuick: Bool, _ progress: BenchProgress
    ) throws(BenchmarkError) -> [CodecResult] {
        let cases = cases(isQuick: isQuick)
        let pace = Pace(time, measurements: cases.count * 2)
        let sound = TestSound()
        var results: [CodecResult] = []
        for (number, item) in cases.enumerated() {
            progress.next("codec \(item.kind)", number, of: cases.count)
            do throws(CodecError) {
                results.append(try measure(item, sound, pace))
            } catch {
                throw .codec(error)
            }
        }
        return results
    }

    private static func measure(
        _ item: Case, _ sound: TestSound, _ pace: Pace
    ) throws(CodecError) -> CodecResult {
        let coding = try Coding(
            CodecConfiguration(
                kind: item.kind, channels: item.channels, sampleRate: .dat,
                bitsPerSecond: item.channels * LinkShape.bitsPerSecondPerChannel,
                frameDuration: max(item.frame, 120),
                maximumPayloadBytes: LinkShape.payloadBytes), sound, period: periodFrames)
        let encode = pace.measure { coding.encode() }
        let decode = pace.measure { coding.decode() }
        return CodecResult(
            codec: item.kind.rawValue,
            frameMilliseconds: (Double(coding.frames) / 48).toThousandths,
            channels: item.channels, encode: encode, decode: decode)
    }
}

/// A codec and a stretch of sound for it: half a second, in packets as a link makes them.
private final class Coding {
    /// Of a packet.
    let frames: Int
    private let configuration: CodecConfiguration
    private var encoder: PayloadEncoder
    private var decoder: PayloadDecoder
    private let sound: TestSound
    private let packets: Int
    private let planes: UnsafeMutablePointer<Float>
    private let room: UnsafeMutableRawBufferPointer
    /// Bytes of each payload, one after another in `room`.
    private var lengths: [Int] = []
    private var place = 0

    init(
        _ configuration: CodecConfiguration, _ sound: TestSound, period: Int
    ) throws(CodecError) {
        self.configuration = configuration
        self.sound = sound
        encoder = try PayloadEncoder(configuration)
        decoder = try PayloadDecoder(configuration)
        frames =
            configuration.kind == .opus
            ? configuration.framesPerPacket : min(configuration.framesPerPacket, period)
        packets = max(1, 24_000 / frames)
        planes = .allocate(capacity: configuration.channels * frames)
        planes.initialize(repeating: 0, count: configuration.channels * frames)
        room = .allocate(
            byteCount: packets * configuration.laneCount * configuration.maximumPayloadBytes,
            alignment: 16)
    }

    deinit {
        planes.deallocate()
        room.deallocate()
    }

    /// Codes the stretch that comes next, with the copy that a link takes from its ring: µs of processor time per
    /// second of one channel.
    func encode() -> Double {
        lengths.removeAll(keepingCapacity: true)
        lengths.reserveCapacity(packets * configuration.laneCount)
        let start = ThreadTime.now()
        for _ in 0..<packets {
            for channel in 0..<configuration.channels {
                (planes + channel * frames).update(
                    from: sound.line(channel, at: place), count: frames)
            }
            place = (place + frames) % TestSound.rate
            for lane in 0..<configuration.laneCount {
                let bytes = encoder.encode(
                    lane: lane, planar: planes, stride: frames, frames: frames,
                    into: payload(lengths.count))
                lengths.append(bytes ?? 0)
            }
        }
        return perSecond(ThreadTime.now() - start)
    }

    /// Decodes what was coded last, likewise.
    func decode() -> Double {
        let start = ThreadTime.now()
        for (index, length) in lengths.enumerated() {
            _ = decoder.decode(
                payload: UnsafeRawBufferPointer(rebasing: payload(index)[..<length]),
                into: planes, stride: frames, maximumFrames: frames)
        }
        return perSecond(ThreadTime.now() - start)
    }

    private func payload(_ index: Int) -> UnsafeMutableRawBufferPointer {
        let bytes = configuration.maximumPayloadBytes
        return UnsafeMutableRawBufferPointer(rebasing: room[index * bytes..<(index + 1) * bytes])
    }

    private func perSecond(_ nanoseconds: Int64) -> Double {
        let seconds = Double(packets * frames) / 48_000
        return Double(max(0, nanoseconds)) * 1e-3 / seconds / Double(configuration.channels)
    }
}
