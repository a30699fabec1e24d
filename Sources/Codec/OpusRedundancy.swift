/// Whether an Opus packet repeats the frame before it, coarser: SILK's low bit-rate redundancy
/// (RFC 6716 §4.2.4).
enum OpusRedundancy {
    /// `isAlone`: the packet holds one stream; else the first of several, which tells its length
    /// (RFC 6716 appendix B).
    @_noLocks @_noAllocation
    static func exists(in packet: UnsafeRawBufferPointer, isAlone: Bool) -> Bool {
        guard packet.count > 1 else { return false }
        let toc = packet[0]
        let configuration = toc >> 3
        // CELT alone knows none; more than one frame in a packet is not what our sender makes.
        guard configuration < 16, toc & 3 == 0 else { return false }
        var start = 1
        if !isAlone { start += packet[1] < 252 ? 1 : 2 }
        guard start < packet.count else { return false }
        // Of 40 and 60 ms, which are SILK's alone, a frame of ours has none.
        guard configuration >= 12 || configuration & 3 < 2 else { return false }
        // A bit of voice activity, then the one that is meant; of a stereo stream, twice.
        let flags = packet[start]
        let isStereo = toc & 4 != 0
        return flags & 0x40 != 0 || (isStereo && flags & 0x10 != 0)
    }
}
