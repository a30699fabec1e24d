package import DSP

/// What the payload of a link's packets is.
package enum CodecKind: String, CaseIterable, Sendable {
    /// IEEE 754 binary32, a private payload.
    case f32
    /// L24 (RFC 3190).
    case s24
    /// L16 (RFC 3551 §4.5.11).
    case s16
    /// RFC 7587 up to two channels, above that multistream in lanes, a private payload.
    case opus

    /// How the samples lie in the packet; nil for Opus, which has none.
    package var sampleFormat: SampleFormat? {
        switch self {
        case .f32: .f32
        case .s24: .s24
        case .s16: .s16
        case .opus: nil
        }
    }
}
