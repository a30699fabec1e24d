import Codec
import FoundationEssentials
import Protection
import RTP
import RealTime
import Session
import Streaming
import Units

/// What libFuzzer calls: the first byte says which reader the rest is for. Everything here reads bytes
/// from outside; none of it may trap, read too far or hang.
func readHostileBytes(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let bytes, count > 0 else { return 0 }
    let rest = UnsafeRawBufferPointer(start: bytes + 1, count: count - 1)
    switch bytes[0] % 6 {
    case 0: _ = RTPPacketView.parse(rest)
    case 1: readCompound(rest)
    case 2: readFrames(rest)
    case 3: _ = MessageCoding.decode(Data(rest))
    case 4: decode(rest)
    default: receive(rest)
    }
    return 0
}

private func readCompound(_ bytes: UnsafeRawBufferPointer) {
    guard var reader = RTCPCompoundReader(bytes) else { return }
    while reader.next() != nil {}
}

/// The first byte also says how long the chunks are.
private func readFrames(_ bytes: UnsafeRawBufferPointer) {
    guard let first = bytes.first else { return }
    let size = max(1, Int(first))
    var reader = FrameReader(capacity: 2_000)
    var place = 0
    while place < bytes.count {
        let end = min(bytes.count, place + size)
        var chunk = UnsafeRawBufferPointer(rebasing: bytes[place..<end])
        while let packet = reader.next(from: &chunk) { _ = RTPPacketView.parse(packet) }
        place = end
    }
}

private func configuration(_ kind: CodecKind, channels: Int) -> CodecConfiguration? {
    try? CodecConfiguration(
        kind: kind, channels: channels, sampleRate: .dat, bitsPerSecond: 64_000 * channels,
        maximumPayloadBytes: 1_400)
}

private func decode(_ bytes: UnsafeRawBufferPointer) {
    guard let first = bytes.first else { return }
    let kind = CodecKind.allCases[Int(first) % CodecKind.allCases.count]
    guard let configuration = configuration(kind, channels: 1 + Int(first >> 4)),
        var decoder = try? PayloadDecoder(configuration)
    else { return }
    let stride = 5_760
    let planar = UnsafeMutablePointer<Float>.allocate(capacity: stride * configuration.channels)
    defer { planar.deallocate() }
    planar.initialize(repeating: 0, count: stride * configuration.channels)
    let payload = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    _ = decoder.requiredLane(payload)
    _ = decoder.decode(payload: payload, into: planar, stride: stride, maximumFrames: stride)
}

/// A stream's datagrams, each behind its length and the milliseconds since the one before; its SSRC and
/// payload type are put right, or next to nothing would get beyond the header.
private func receive(_ bytes: UnsafeRawBufferPointer) {
    guard let first = bytes.first else { return }
    let kind = CodecKind.allCases[Int(first) % CodecKind.allCases.count]
    let shared = UnsafeMutablePointer<PlayoutShared>.allocate(capacity: 1)
    shared.initialize(
        to: PlayoutShared(
            channels: 2, sampleRate: 48_000, origin: 0, capacityFrames: 4_096,
            delayNanoseconds: 20_000_000))
    defer {
        shared.deinitialize(count: 1)
        shared.deallocate()
    }
    guard let configuration = configuration(kind, channels: 2),
        var receiver = try? StreamReceiver(
            shared: UnsafePointer(shared), configuration: configuration, lookaheadFrames: 0,
            periodFrames: 128, budget: 2_000_000, ssrc: 7, repairSsrc: 9, feedbackSsrc: 8,
            payloadType: 96, repair: .auto, protection: .none)
    else { return }
    var place = 1
    var now: Int64 = 1_000_000_000
    while place + 2 <= bytes.count {
        let end = min(bytes.count, place + 2 + Int(bytes[place]))
        now += Int64(bytes[place + 1]) * 1_000_000
        var datagram = Array(bytes[(place + 2)..<end])
        if datagram.count >= 12 {
            datagram[1] = 96
            datagram.replaceSubrange(8..<12, with: [0, 0, 0, 7])
        }
        datagram.withUnsafeMutableBytes {
            _ = receiver.receive($0, length: $0.count, arrival: now)
        }
        receiver.poll(now: now)
        _ = receiver.nextDeadline
        // A sink that plays along, or somewhere else.
        let position = bytes[place + 1] & 1 == 0 ? Int64(place) * 128 : 1 << 40
        let point = PlayPoint(position: position, time: now, reach: 160, isPlaying: true)
        shared.pointee.playPoint.store(point.words)
        place = end
    }
}
