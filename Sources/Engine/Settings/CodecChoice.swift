/// How samples are coded on the wire; the raw values are the command line's words.
package enum CodecChoice: String, CaseIterable, Hashable, Sendable {
    /// 32-bit float, bit for bit.
    case f32
    /// 24-bit linear (RFC 3190), rounded.
    case s24
    /// 16-bit linear (RFC 3551's L16), dithered.
    case s16
    /// RFC 6716.
    case opus
}
