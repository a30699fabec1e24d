/// Network byte order (RFC 3550 section 4) at any offset, aligned or not; the caller has checked
/// that the bytes are there.
extension UnsafeRawBufferPointer {
    @_noLocks @_noAllocation
    func bigEndian16(at offset: Int) -> UInt16 {
        UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    @_noLocks @_noAllocation
    func bigEndian32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    @_noLocks @_noAllocation
    func bigEndian64(at offset: Int) -> UInt64 {
        UInt64(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// `count` bytes from `offset`, both inside the buffer.
    @_noLocks @_noAllocation
    func bytes(at offset: Int, count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[offset..<offset + count])
    }
}

extension UnsafeMutableRawBufferPointer {
    @_noLocks @_noAllocation
    func store(_ value: UInt16, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
    }

    @_noLocks @_noAllocation
    func store(_ value: UInt32, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt32.self)
    }

    @_noLocks @_noAllocation
    func store(_ value: UInt64, at offset: Int) {
        storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt64.self)
    }

    /// Copies all of `source` to `offset`; the caller has checked that it fits.
    @_noLocks @_noAllocation
    func copy(_ source: UnsafeRawBufferPointer, to offset: Int) {
        guard let from = source.baseAddress, let base = baseAddress, !source.isEmpty else { return }
        (base + offset).copyMemory(from: from, byteCount: source.count)
    }
}
