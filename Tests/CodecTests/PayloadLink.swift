import Codec
import Units

/// An encoder and a decoder with planar memory on either side: all that a link is without a
/// network.
final class PayloadLink {
    var encoder: PayloadEncoder
    var decoder: PayloadDecoder
    let channels: Int
    /// Room of each channel, more than any packet needs, and the distance between channels.
    let room: Int
    /// What the decoder last wrote; `filler` where it did not.
    private(set) var output: [Float]
    private var payload: [UInt8]
    private let cleared: [Float]

    static let filler: Float = 77

    init(_ configuration: CodecConfiguration) throws {
        encoder = try PayloadEncoder(configuration)
        decoder = try PayloadDecoder(configuration)
        channels = configuration.channels
        room = max(configuration.sampleRate.hertz * 12 / 100, configuration.framesPerPacket) + 3
        cleared = [Float](repeating: Self.filler, count: channels * room)
        output = cleared
        payload = [UInt8](repeating: 0xEE, count: configuration.maximumPayloadBytes + 64)
    }

    /// The payload of one lane; nil where the encoder refuses.
    func encode(lane: Int, _ planar: [Float], stride: Int, frames: Int) -> [UInt8]? {
        payload.withUnsafeMutableBytes { bytes in
            encoder.encode(lane: lane, planar: planar, stride: stride, frames: frames, into: bytes)
                .map { Array(bytes[..<$0]) }
        }
    }

    func decode(_ bytes: [UInt8], maximumFrames: Int? = nil) -> DecodedBlock? {
        output = cleared
        return bytes.withUnsafeBytes {
            decoder.decode(
                payload: $0, into: &output, stride: room,
                maximumFrames: maximumFrames ?? room - 3)
        }
    }

    func conceal(lane: Int, frames: Int) -> Bool {
        output = cleared
        return decoder.conceal(lane: lane, frames: frames, into: &output, stride: room)
    }

    /// The frames before a packet, as it repeats them.
    func recover(_ bytes: [UInt8], frames: Int) -> Bool {
        output = cleared
        return bytes.withUnsafeBytes {
            decoder.recover(payload: $0, frames: frames, into: &output, stride: room) != nil
        }
    }

    func repeats(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { decoder.repeats($0) } }

    func lane(of bytes: [UInt8]) -> Int? { bytes.withUnsafeBytes { decoder.requiredLane($0) } }

    func setBitrate(_ bits: Int) -> Int { encoder.setBitrate(bits) }

    func setPacketLoss(percent: Int) -> Bool { encoder.setPacketLoss(percent: percent) }

    func channel(_ channel: Int, frames: Int) -> ArraySlice<Float> {
        output[channel * room..<channel * room + frames]
    }
}

/// Shorthand for the tests: 48 kHz, 1400 bytes.
func configuration(
    _ kind: CodecKind, _ channels: Int, bitsPerChannel: Int = 64_000, frameDuration: Int = 480,
    application: OpusApplication = .audio, rate: Int = 48_000, payload: Int = 1_400,
    laneCount: Int? = nil
) throws(CodecError) -> CodecConfiguration {
    try CodecConfiguration(
        kind: kind, channels: channels, sampleRate: SampleRate(hertz: rate)!,
        bitsPerSecond: bitsPerChannel * channels, frameDuration: frameDuration,
        application: application, maximumPayloadBytes: payload, laneCount: laneCount)
}
