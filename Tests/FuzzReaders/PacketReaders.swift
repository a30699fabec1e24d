import RTP

func readPacket(_ bytes: UnsafeRawBufferPointer) {
    guard let view = RTPPacketView.parse(bytes) else { return }
    precondition(view.payload.count <= bytes.count - 12)
    touch(view.payload)
    if let again = Retransmission(view.payload) { touch(again.payload) }
    if let parity = ParityPayload(view.payload) { touch(parity.shard) }
}

func readCompound(_ bytes: UnsafeRawBufferPointer) {
    guard var reader = RTCPCompoundReader(bytes) else { return }
    var elements = 0
    while reader.next() != nil { elements += 1 }
    precondition(elements <= bytes.count)
}

/// The first byte says how long the chunks are.
func readFrames(_ bytes: UnsafeRawBufferPointer) {
    guard let first = bytes.first else { return }
    let size = max(1, Int(first))
    var reader = FrameReader(capacity: 2_000)
    var place = 1
    while place < bytes.count {
        let end = min(bytes.count, place + size)
        var chunk = UnsafeRawBufferPointer(rebasing: bytes[place..<end])
        while let packet = reader.next(from: &chunk) {
            precondition((1...2_000).contains(packet.count))
            touch(packet)
        }
        place = end
    }
}

/// Reads every byte: one that is not there is noticed by AddressSanitizer.
private func touch(_ bytes: UnsafeRawBufferPointer) {
    var sum: UInt8 = 0
    for byte in bytes { sum ^= byte }
    withExtendedLifetime(sum) {}
}
