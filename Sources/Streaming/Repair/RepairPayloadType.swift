/// The payload types of what goes beside a stream, on an SSRC of its own.
enum RepairPayloadType {
    /// A packet again (RFC 4588).
    static let whole: UInt8 = 97
    /// A packet again, coded coarser.
    static let coarse: UInt8 = 98
}
