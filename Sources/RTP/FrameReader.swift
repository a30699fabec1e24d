/// Finds the frames of RFC 4571 in a byte stream that comes in chunks of any size.
///
///     while let packet = reader.next(from: &chunk) { … }
///
/// One thread at a time. Memory is taken at init only.
package struct FrameReader: ~Copyable {
    /// Frames longer than the capacity, which were skipped.
    package private(set) var oversizedFrames: Int64 = 0

    private let storage: UnsafeMutableRawBufferPointer

    /// Bytes of the length prefix that have come, 0 … 2.
    private var prefixCount = 0

    /// The packet's length, of which `stored` bytes lie in `storage`.
    private var length = 0
    private var stored = 0

    /// What is still to come of a frame that is skipped.
    private var skipping = 0

    /// `capacity` is the longest packet accepted, 1 … 65 535 bytes; beyond these it is clamped.
    package init(capacity: Int) {
        let bytes = min(max(capacity, 1), FrameWriter.greatestPacketBytes)
        storage = .allocate(byteCount: bytes, alignment: 8)
    }

    deinit { storage.deallocate() }

    /// Takes from the front of `chunk` what the next packet needs; nil when `chunk` is used up.
    ///
    /// The packet lies in `chunk` or in the reader: it is valid until the next call, and no longer
    /// than the chunk. Empty frames are skipped (RFC 4571 section 2).
    @_noLocks @_noAllocation
    package mutating func next(
        from chunk: inout UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer? {
        while !chunk.isEmpty {
            if skipping > 0 {
                skipping -= Self.take(skipping, from: &chunk).count
            } else if prefixCount < FrameWriter.prefixBytes {
                readPrefix(Self.take(1, from: &chunk)[0])
            } else if stored == 0, chunk.count >= length {
                prefixCount = 0
                return Self.take(length, from: &chunk)
            } else {
                let part = Self.take(length - stored, from: &chunk)
                storage.copy(part, to: stored)
                stored += part.count
                if stored == length {
                    prefixCount = 0
                    stored = 0
                    return UnsafeRawBufferPointer(storage).bytes(at: 0, count: length)
                }
            }
        }
        return nil
    }

    @_noLocks @_noAllocation
    private mutating func readPrefix(_ byte: UInt8) {
        length = (length << 8 | Int(byte)) & 0xffff
        prefixCount += 1
        guard prefixCount == FrameWriter.prefixBytes else { return }
        if length == 0 {
            prefixCount = 0
        } else if length > storage.count {
            oversizedFrames &+= 1
            skipping = length
            prefixCount = 0
        }
    }

    /// Removes up to `count` bytes from the front of `chunk`, which is not empty.
    @_noLocks @_noAllocation
    private static func take(
        _ count: Int, from chunk: inout UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        let taken = min(count, chunk.count)
        let front = chunk.bytes(at: 0, count: taken)
        chunk = chunk.bytes(at: taken, count: chunk.count - taken)
        return front
    }
}
