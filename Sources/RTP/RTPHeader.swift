/// The fixed header of an RTP packet (RFC 3550 section 5.1).
package struct RTPHeader: Hashable, Sendable {
    /// The only version there is.
    package static var version: UInt8 {
        @_noLocks @_noAllocation get { 2 }
    }

    /// Bytes of the fixed header.
    package static var fixedBytes: Int {
        @_noLocks @_noAllocation get { 12 }
    }

    /// Bytes of the header with the capture stamp's extension.
    package static var bytesWithCapture: Int {
        @_noLocks @_noAllocation get { fixedBytes + CaptureStamp.extensionBytes }
    }

    /// Whether padding follows the payload. Whoever writes a header with it appends the padding.
    package var padding: Bool

    /// The profile's mark; for audio, the first packet after silence (RFC 3551 section 4.1).
    package var marker: Bool

    /// What the payload is, 0 … 127.
    package var payloadType: UInt8

    /// Counts packets of one SSRC; wraps.
    package var sequenceNumber: UInt16

    /// The sampling instant of the payload's first frame, in the payload's clock; wraps.
    package var timestamp: UInt32

    /// The synchronization source.
    package var ssrc: UInt32

    @_noLocks @_noAllocation
    package init(
        padding: Bool = false, marker: Bool = false, payloadType: UInt8, sequenceNumber: UInt16,
        timestamp: UInt32, ssrc: UInt32
    ) {
        self.padding = padding
        self.marker = marker
        self.payloadType = payloadType
        self.sequenceNumber = sequenceNumber
        self.timestamp = timestamp
        self.ssrc = ssrc
    }

    /// Writes the header, and `capture` as a header extension; the payload goes right behind it.
    ///
    /// Returns the bytes written, `fixedBytes` or `bytesWithCapture`; nil where they do not fit.
    @_noLocks @_noAllocation
    package func write(
        into buffer: UnsafeMutableRawBufferPointer, capture: CaptureStamp? = nil
    ) -> Int? {
        guard let capture else { return writeFixed(into: buffer, flags: 0) }
        guard buffer.count >= Self.bytesWithCapture else { return nil }
        capture.writeExtension(into: buffer, at: Self.fixedBytes)
        _ = writeFixed(into: buffer, flags: 0x10)
        return Self.bytesWithCapture
    }

    @_noLocks @_noAllocation
    private func writeFixed(into buffer: UnsafeMutableRawBufferPointer, flags: UInt8) -> Int? {
        guard buffer.count >= Self.fixedBytes else { return nil }
        buffer[0] = Self.version << 6 | (padding ? 0x20 : 0) | flags
        buffer[1] = (marker ? 0x80 : 0) | payloadType & 0x7f
        buffer.store(sequenceNumber, at: 2)
        buffer.store(timestamp, at: 4)
        buffer.store(ssrc, at: 8)
        return Self.fixedBytes
    }
}
