/// The stamp on the wire: an element of an RFC 8285 one-byte header extension.
///
///     0xBE 0xDE | words = 3 | id 1, length 8 | positionHigh | delayNanoseconds | 3 zero bytes
extension CaptureStamp {
    /// Bytes that the extension takes in a packet, padded to 32 bits.
    package static var extensionBytes: Int {
        @_noLocks @_noAllocation get { 16 }
    }

    /// "Defined by profile" of the one-byte form (RFC 8285 section 4.2).
    static var oneByteProfile: UInt16 {
        @_noLocks @_noAllocation get { 0xbede }
    }

    private static var identifier: UInt8 {
        @_noLocks @_noAllocation get { 1 }
    }
    private static var elementBytes: Int {
        @_noLocks @_noAllocation get { 8 }
    }

    /// Writes the whole extension, `extensionBytes` long; the caller has checked that it fits.
    @_noLocks @_noAllocation
    func writeExtension(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) {
        buffer.store(Self.oneByteProfile, at: offset)
        buffer.store(UInt16(Self.extensionBytes / 4 - 1), at: offset + 2)
        buffer[offset + 4] = Self.identifier << 4 | UInt8(Self.elementBytes - 1)
        buffer.store(UInt32(bitPattern: positionHigh), at: offset + 5)
        buffer.store(UInt32(bitPattern: delayNanoseconds), at: offset + 9)
        buffer[offset + 13] = 0
        buffer.store(UInt16(0), at: offset + 14)
    }

    /// Looks for the stamp among the elements of a one-byte extension, its 4-byte head left out.
    ///
    /// An element that overruns the extension ends the search and leaves the packet valid, since
    /// RFC 3550 section 5.3.1 lets a receiver ignore the extension.
    @_noLocks @_noAllocation
    static func find(in elements: UnsafeRawBufferPointer) -> CaptureStamp? {
        var offset = 0
        while offset < elements.count {
            let head = elements[offset]
            offset += 1
            if head == 0 { continue }  // a byte of padding
            // RFC 8285 section 4.2: id 15, and id 0 with a length, end the processing.
            guard head >> 4 != 15, head >> 4 != 0 else { return nil }
            let length = Int(head & 0x0f) + 1
            guard elements.count - offset >= length else { return nil }
            if head >> 4 == identifier, length == elementBytes {
                return CaptureStamp(
                    positionHigh: Int32(bitPattern: elements.bigEndian32(at: offset)),
                    delayNanoseconds: Int32(bitPattern: elements.bigEndian32(at: offset + 4)))
            }
            offset += length
        }
        return nil
    }
}
