import Codec
import Protection
import RTP
import RealTime
import Streaming
import Units

private func configuration(_ kind: CodecKind, channels: Int) -> CodecConfiguration? {
    try? CodecConfiguration(
        kind: kind, channels: channels, sampleRate: .dat, bitsPerSecond: 64_000 * channels,
        maximumPayloadBytes: 1_400)
}

/// The first byte says which codec, and how many channels.
func readPayload(_ bytes: UnsafeRawBufferPointer) {
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

/// Packets of the stream and parities by turns, each behind a byte that says which and how long.
func readParities(_ bytes: UnsafeRawBufferPointer) {
    var decoder = ParityDecoder(payloadBytes: 64)
    var (place, sequence) = (0, Int64(65_500))
    while place < bytes.count {
        let start = place + 1
        let end = min(bytes.count, start + Int(bytes[place] & 0x7f))
        let payload = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        if bytes[place] & 0x80 == 0 {
            sequence += 1
            decoder.keep(sequence, timestamp: 0, payload: payload)
        } else if let parity = ParityPayload(payload) {
            decoder.take(parity)
        }
        while let packet = decoder.next() { precondition(packet.payload.count <= 64) }
        place = end
    }
}

/// A sender that hears RTCP, each packet behind its length.
func readFeedback(_ bytes: UnsafeRawBufferPointer) {
    let feed = UnsafeMutablePointer<CaptureFeed>.allocate(capacity: 1)
    feed.initialize(
        to: CaptureFeed(channels: 2, sampleRate: 48_000, periodFrames: 128, position: 0))
    defer {
        feed.deinitialize(count: 1)
        feed.deallocate()
    }
    guard let configuration = configuration(.f32, channels: 2),
        var sender = try? StreamSender(
            feed: UnsafePointer(feed), configuration: configuration, inputRate: 48_000, origin: 0,
            maximumPeriodFrames: 1_024, ssrc: 7, repairSsrc: 9, payloadType: 96,
            sequenceNumber: 0, protection: .none)
    else { return }
    try? sender.listen(to: 8, protection: .none)
    var place = 0
    var now: Int64 = 0
    while place < bytes.count {
        let end = min(bytes.count, place + 1 + Int(bytes[place]))
        now += 2_666_667
        sender.handle(CycleRecord(position: Int64(place) * 128, frames: 128, time: now))
        for index in 0..<sender.pendingPackets { _ = sender.packet(at: index, now: now) }
        sender.plan = RepairPlan(bits: UInt64(bytes[place]) << 12)
        withCopy(of: bytes[(place + 1)..<end]) {
            _ = sender.receive($0, length: $0.count, now: now)
        }
        while sender.answer(now: now) != nil {}
        place = end
    }
}

/// A stream's datagrams, each behind its length and the milliseconds since the one before. The first byte
/// says which codec.
func readStream(_ bytes: UnsafeRawBufferPointer) {
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
            payloadType: 96, repair: .auto, protection: .none,
            feedbackProtection: .none, longestDelay: 20_000_000)
    else { return }
    var place = 1
    var now: Int64 = 1_000_000_000
    while place + 2 <= bytes.count {
        let end = min(bytes.count, place + 2 + Int(bytes[place]))
        now += Int64(bytes[place + 1]) * 1_000_000
        withCopy(of: bytes[(place + 2)..<end]) { datagram in
            direct(datagram)
            _ = receiver.receive(datagram, length: datagram.count, arrival: now)
        }
        receiver.poll(now: now)
        while receiver.feedback(now: now) != nil {}
        _ = receiver.takePlan()
        _ = receiver.nextDeadline
        // A sink that plays along, or somewhere else.
        let position = bytes[place + 1] & 1 == 0 ? Int64(place) * 128 : 1 << 40
        let point = PlayPoint(
            position: position, time: now, reach: 160, step: 128, stepTime: 2_666_667,
            isPlaying: true)
        shared.pointee.playPoint.store(point.words)
        place = end
    }
}

/// Packets are uncovered in place, and what is read behind one is noticed.
private func withCopy(
    of bytes: Slice<UnsafeRawBufferPointer>, _ body: (UnsafeMutableRawBufferPointer) -> Void
) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { copy.deallocate() }
    copy.copyBytes(from: bytes)
    body(copy)
}

/// Puts SSRC and payload type of a packet right, or next to nothing would get beyond the header: of the
/// stream, of what goes beside it, or none of that for RTCP.
private func direct(_ datagram: UnsafeMutableRawBufferPointer) {
    guard datagram.count >= 12, !(192...223).contains(datagram[1]) else { return }
    let kind = datagram[1]
    let isBeside = kind & 1 == 1
    datagram[1] = isBeside ? 97 + (kind >> 1 & 1) : 96
    let ssrc: [UInt8] = [0, 0, 0, isBeside ? 9 : 7]
    for (offset, byte) in ssrc.enumerated() { datagram[8 + offset] = byte }
}
