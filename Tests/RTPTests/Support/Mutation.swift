extension SeededGenerator {
    /// `packet` with up to four of: a byte changed, a bit flipped, an end cut off, bytes appended;
    /// or, one time in eight, nothing but noise.
    mutating func mutated(_ packet: [UInt8]) -> [UInt8] {
        if below(8) == 0 { return (0..<below(96)).map { _ in byte() } }
        var packet = packet
        for _ in 0..<below(5) {
            switch below(4) {
            case 0 where !packet.isEmpty: packet[below(packet.count)] = byte()
            case 1 where !packet.isEmpty: packet[below(packet.count)] ^= 1 << UInt8(below(8))
            case 2: packet.removeLast(below(packet.count + 1))
            default: for _ in 0..<below(9) { packet.append(byte()) }
            }
        }
        return packet
    }
}

extension [UInt8] {
    /// Shortens a well-formed RTCP compound by its last word, and its last length field with it.
    mutating func cutLastPacketByAWord() {
        var start = 0
        var last = 0
        while count - start >= 4 {
            last = start
            start += 4 * (Int(self[start + 2]) * 256 + Int(self[start + 3]) + 1)
        }
        guard count - last > 4 else { return }
        self[last + 3] &-= 1  // none of ours is longer than 255 words
        removeLast(4)
    }
}
